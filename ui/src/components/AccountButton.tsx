import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { AccountView, SessionView } from "../generated/contract";
import { AccountFace } from "./AccountFace";

// A menu brings a quarter of the first page's code along; the page is drawn before it.
const AccountMenu = lazy(() => import("./AccountMenu").then((part) => ({ default: part.AccountMenu })));

/** Milliseconds after the first drawing in which the menu is fetched by itself. */
const SOON = 400;

/** The account in the header. Its menu is fetched once the page stands, or at the first press, which then opens it. */
export function AccountButton({ session, account }: { session: SessionView; account: AccountView }) {
  const [menu, setMenu] = useState<"later" | "closed" | "open">("later");
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      // A button is not exchanged under the person's hand.
      if (document.activeElement !== own.current) setMenu((now) => (now === "later" ? "closed" : now));
    }, SOON);
    return () => clearTimeout(timer);
  }, []);
  const face = <AccountFace ref={own} account={account} aria-haspopup="menu" aria-expanded={false} onClick={() => setMenu("open")} />;
  if (menu === "later") return face;
  return (
    <Suspense fallback={face}>
      <AccountMenu session={session} account={account} open={menu === "open"} />
    </Suspense>
  );
}
