import { Fold } from "../design/Fold";
import { known, t } from "../phrases";

/** The permissions a sign-in asks for, each with its reason. */
export function SignInScopes({ scopes }: { scopes: readonly string[] }) {
  if (scopes.length === 0) return null;
  return (
    <Fold label={t("signIn.askedTitle")}>
      <p className="dw-p dw-small dw-mute dw-above">{t("signIn.askedText")}</p>
      <ul className="dw-small">
        {scopes.map((scope) => (
          <li key={scope}>
            <span className="dw-mono">{scope}</span>
            {known(`scope.${scope}`) ? ` · ${known(`scope.${scope}`) ?? ""}` : null}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
