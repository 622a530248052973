import { Button, Menu, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { BeakerRegular } from "@fluentui/react-icons/svg/beaker";
import { PersonRegular } from "@fluentui/react-icons/svg/person";
import { useChange } from "../api/hooks";
import type { AccountView, SessionView } from "../generated/contract";
import { t } from "../phrases";
import { BrandMark } from "./BrandMark";
import { ErrorNote } from "./ErrorNote";
import { usePlace } from "./place";
import { useTakeSession } from "./session";

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
        {session && account ? <AccountMenu session={session} account={account} /> : null}
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

function AccountMenu({ session, account }: { session: SessionView; account: AccountView }) {
  const { go } = usePlace();
  const take = useTakeSession();
  const change = useChange("session_switch");
  const leave = useChange("sign_out");
  const switchTo = (other: AccountView) => void change.run({ tenantId: other.tenantId, objectId: other.objectId }).then(take);
  const error = change.error ?? leave.error;
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" icon={<PersonRegular />} aria-label={t("app.account", { upn: account.upn })}>
            {account.upn}
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {session.others.map((other) => (
              <MenuItem key={`${other.tenantId} ${other.objectId}`} secondaryContent={other.tenantName} onClick={() => switchTo(other)}>
                {t("app.switchTo", { upn: other.upn })}
              </MenuItem>
            ))}
            {session.others.length > 0 ? <MenuDivider /> : null}
            <MenuItem onClick={() => go({ page: "signin" })}>{t("app.signInElsewhere")}</MenuItem>
            <MenuItem onClick={() => void leave.run({}).then(take)}>{t("app.signOut")}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}

/** An id short enough for the eye, `7f3c…1c10`. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}
