import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { CopyButton } from "../design/Copy";
import { Fold } from "../design/Fold";
import { Note } from "../design/Note";
import type { ErrorCode, WireError } from "../generated/contract";
import { errorText, t } from "../phrases";
import { usePlace } from "./place";

/** Errors that another sign-in mends: the sign-in page knows what for. */
const atSignIn: readonly ErrorCode[] = ["not_signed_in", "sign_in_again", "interaction_required", "consent_missing"];

/**
 * An error where it happened: what, where, expected against found, what to do next. Codes and ids stand under a fold. A
 * cancel that the person asked for is no error and shows nothing.
 */
export function ErrorNote({ error, retry, children }: { error: WireError; retry?: (() => void) | undefined; children?: ReactNode }) {
  const { go, place } = usePlace();
  if (error.code === "cancelled") return null;
  const words = errorText(error.code);
  const signIn = atSignIn.includes(error.code) && place.page !== "signin";
  return (
    <Note tone="bad" title={words.title} alert>
      <dl className="dw-kv">
        <dt>{t("error.where")}</dt>
        <dd>{t(`place.${words.place}`)}</dd>
        <dt>{t("error.expected")}</dt>
        <dd>{words.expected}</dd>
        {error.message ? (
          <>
            <dt>{t("error.found")}</dt>
            <dd>{error.message}</dd>
          </>
        ) : null}
        <dt>{t("error.next")}</dt>
        <dd>{error.hint ?? words.next}</dd>
      </dl>
      <Fold label={t("error.fold")}>
        <dl className="dw-kv dw-small">
          <dt>{t("error.code")}</dt>
          <dd className="dw-mono">{error.code}</dd>
          {error.requestId ? (
            <>
              <dt>{t("error.requestId")}</dt>
              <dd className="dw-mono">{error.requestId}</dd>
            </>
          ) : null}
          {error.details ? (
            <>
              <dt>{t("error.details")}</dt>
              <dd className="dw-mono">{error.details}</dd>
            </>
          ) : null}
        </dl>
        <CopyButton text={errorReport(error)} what={t("error.what")} label={t("error.copy")} />
      </Fold>
      {retry || signIn || children ? (
        <div className="dw-bar">
          {children}
          {signIn ? <Button onClick={() => go({ page: "signin" })}>{t("nav.signin")}</Button> : null}
          {retry && !signIn ? <Button onClick={retry}>{t("face.retry")}</Button> : null}
        </div>
      ) : null}
    </Note>
  );
}

/** The error as text for a ticket. */
export function errorReport(error: WireError): string {
  const words = errorText(error.code);
  const lines: [string, string | null | undefined][] = [
    [t("error.what"), words.title],
    [t("error.where"), t(`place.${words.place}`)],
    [t("error.expected"), words.expected],
    [t("error.found"), error.message],
    [t("error.next"), error.hint ?? words.next],
    [t("error.code"), error.code],
    [t("error.requestId"), error.requestId],
    [t("error.details"), error.details],
  ];
  return lines.flatMap(([name, text]) => (text ? [`${name}: ${text}`] : [])).join("\n");
}
