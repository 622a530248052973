import { Button, type ButtonProps } from "@fluentui/react-components";
import { PersonRegular } from "@fluentui/react-icons/svg/person";
import type { Ref } from "react";
import type { AccountView } from "../generated/contract";
import { t } from "../phrases";

/** The button that shows whose account acts; it takes what a menu adds to its trigger. */
export function AccountFace({ account, ...rest }: { account: AccountView; ref?: Ref<HTMLButtonElement> } & Omit<ButtonProps, "ref">) {
  return (
    <Button {...(rest as ButtonProps)} appearance="subtle" icon={<PersonRegular />} aria-label={t("app.account", { upn: account.upn })}>
      {account.upn}
    </Button>
  );
}
