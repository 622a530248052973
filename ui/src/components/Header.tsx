import { BeakerRegular } from "@fluentui/react-icons/svg/beaker";
import type { SessionView } from "../generated/contract";
import { t } from "../phrases";
import { AccountButton } from "./AccountButton";
import { BrandMark } from "./BrandMark";

/** The top of the window: whose tenant this is, in the tenant's own colour, and who acts in it. */
export function Header({ session }: { session: SessionView | undefined }) {
  const account = session?.account ?? null;
  const tenant = account ? (session?.tenant ?? null) : null;
  return (
    <>
      <header className="dw-header">
        <span className="dw-brand">
          <BrandMark />
          {t("app.name")}
        </span>
        <span className="dw-header-space" />
        {tenant ? (
          <span className="dw-tenant" title={tenant.id} role="group" aria-label={t("app.tenant", { name: tenant.name, id: tenant.id })}>
            <span className="dw-dot" aria-hidden />
            <span>{tenant.name}</span>
            <span className="dw-mute dw-small">{shortId(tenant.id)}</span>
          </span>
        ) : null}
        {session && account ? <AccountButton session={session} account={account} /> : null}
      </header>
      {tenant?.practice ? (
        <aside className="dw-banner" aria-label={t("nav.practice")}>
          <BeakerRegular aria-hidden />
          {t("app.practiceBanner")}
        </aside>
      ) : null}
    </>
  );
}

/** An id short enough for the eye, `7f3c…1c10`. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}
