import { Component, type CSSProperties, lazy, type ReactNode, Suspense } from "react";
import { useRead } from "../api/hooks";
import { useIsDark } from "../design/darkness";
import { Loading } from "../design/PageFrame";
import { tenantMark } from "../design/theme";
import type { SessionView } from "../generated/contract";
import { t } from "../phrases";
import { Home } from "../pages/Home";
import { SignIn } from "../pages/SignIn";
import { ErrorNote } from "./ErrorNote";
import { Header } from "./Header";
import { JournalNotice } from "./Journal";
import { Nav } from "./Nav";
import { PageBroken } from "./PageBroken";
import { hashOf, type PageName, type Place, usePlace } from "./place";
import { SignInNotice } from "./SignInNotice";

// Home and sign-in come with the window; the rest is fetched when first gone to.
const Onboard = lazy(() => import("../pages/Onboard").then((page) => ({ default: page.Onboard })));
const ImportPage = lazy(() => import("../pages/catalog/ImportPage").then((page) => ({ default: page.ImportPage })));
const Applications = lazy(() => import("../pages/Applications").then((page) => ({ default: page.Applications })));
const Application = lazy(() => import("../pages/Application").then((page) => ({ default: page.Application })));
const Activity = lazy(() => import("../pages/Activity").then((page) => ({ default: page.Activity })));
const Explain = lazy(() => import("../pages/Explain").then((page) => ({ default: page.Explain })));
const Settings = lazy(() => import("../pages/Settings").then((page) => ({ default: page.Settings })));
const Practice = lazy(() => import("../pages/Practice").then((page) => ({ default: page.Practice })));

/** Pages that work with nobody signed in. */
const open: readonly PageName[] = ["explain", "settings", "practice", "signin"];

/** The window: header, places to go, and the page. Without an account every closed page is the sign-in page. */
export function Shell() {
  const isDark = useIsDark();
  const { place } = usePlace();
  const { data: session, error, retry } = useRead("session", {});
  const tenant = session?.account ? session.tenant : null;
  const mark = tenant ? ({ "--dw-tenant": tenantMark(tenant.colour, isDark) } as CSSProperties) : undefined;
  const shown: Place = session && !session.account && !open.includes(place.page) ? { page: "signin" } : place;
  return (
    <div className="dw-app" style={mark}>
      <div className="dw-top">
        <a
          className="dw-skip"
          href="#main"
          onClick={(event) => {
            event.preventDefault();
            document.getElementById("main")?.focus();
          }}
        >
          {t("app.skip")}
        </a>
        <Header session={session} />
      </div>
      <Nav shown={shown.page} signedIn={Boolean(session?.account)} />
      <main className="dw-main" id="main" tabIndex={-1}>
        {session ? <JournalNotice session={session} /> : null}
        {session ? (
          <Guard key={hashOf(shown)}>
            <SignInNotice session={session} />
            <Suspense fallback={<Loading />}>
              <PageAt place={shown} session={session} />
            </Suspense>
          </Guard>
        ) : error ? (
          <ErrorNote error={error} retry={retry} />
        ) : (
          <Loading what={t("app.starting")} />
        )}
      </main>
    </div>
  );
}

function PageAt({ place, session }: { place: Place; session: SessionView }) {
  switch (place.page) {
    case "signin":
      return <SignIn session={session} />;
    case "home":
      return <Home session={session} />;
    case "onboard":
      return <Onboard run={place.run} session={session} />;
    case "import":
      return <ImportPage from={place.from} />;
    case "applications":
      return place.app ? <Application id={place.app} session={session} /> : <Applications session={session} />;
    case "activity":
      return <Activity tenant={session.tenant?.name ?? ""} />;
    case "explain":
      return <Explain />;
    case "settings":
      return <Settings session={session} />;
    case "practice":
      return <Practice session={session} />;
  }
}

/** Keeps a fault of one page to that page. */
class Guard extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: undefined };

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault };
  }

  override render(): ReactNode {
    return this.state.fault === undefined ? (
      this.props.children
    ) : (
      <PageBroken fault={this.state.fault} reopen={() => this.setState({ fault: undefined })} />
    );
  }
}
