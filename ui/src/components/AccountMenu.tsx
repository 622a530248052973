import { Menu, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { useChange } from "../api/hooks";
import type { AccountView, SessionView } from "../generated/contract";
import { t } from "../phrases";
import { AccountFace } from "./AccountFace";
import { ErrorNote } from "./ErrorNote";
import { usePlace } from "./place";
import { useTakeSession } from "./session";

/** What can be done about the account: another one, another tenant, out. */
export function AccountMenu({ session, account, open }: { session: SessionView; account: AccountView; open: boolean }) {
  const { go } = usePlace();
  const take = useTakeSession();
  const change = useChange("session_switch");
  const leave = useChange("sign_out");
  const switchTo = (other: AccountView) => void change.run({ tenantId: other.tenantId, objectId: other.objectId }).then(take);
  const error = change.error ?? leave.error;
  return (
    <>
      <Menu defaultOpen={open}>
        <MenuTrigger disableButtonEnhancement>
          <AccountFace account={account} />
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
