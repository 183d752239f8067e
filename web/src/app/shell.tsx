import { Outlet, useNavigate, useRouteContext } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { needMoreStrings } from "../i18n/start-i18n.ts";
import { ReportLinkContext } from "../ui/report-link.tsx";
import { useShortcuts } from "../ui/use-shortcuts.ts";
import { hasRole } from "./navigation.ts";
import { Rail } from "./rail.tsx";
import styles from "./shell.module.css";
import { TabBar } from "./tab-bar.tsx";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));
const ShortcutSheet = lazy(async () => {
  await needMoreStrings();
  return { default: (await import("./shortcut-sheet.tsx")).ShortcutSheet };
});

/** Wanted when something has failed, and its words are not among the first. */
const LogLink = lazy(async () => {
  await needMoreStrings();
  return { default: (await import("./log-link.tsx")).LogLink };
});

const LATER_MS = 1500;

/** Rail, page and tab bar; the palette and the list of keys come when they are first asked for. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me } = useRouteContext({ from: "/shell" });
  const [overlay, setOverlay] = useState<"palette" | "keys" | null>(null);
  const close = (): void => setOverlay(null);
  useEffect(() => {
    // Behind the first page, so that the others need not wait.
    const handle = setTimeout(() => void needMoreStrings(), LATER_MS);
    return () => clearTimeout(handle);
  }, []);
  useShortcuts({
    palette: (event) => {
      event.preventDefault();
      setOverlay("palette");
    },
    sheet: () => setOverlay("keys"),
    newChat: (event) => {
      event.preventDefault();
      void navigate({ to: "/chat" });
    },
    search: () => void navigate({ to: "/search" }),
    chats: () => void navigate({ to: "/chat" }),
    documents: () => void navigate({ to: "/documents" }),
  });
  return (
    <div className={styles.shell}>
      <a
        className={styles.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("#main")?.focus();
        }}
      >
        {t("shell.skip")}
      </a>
      <Rail onPalette={() => setOverlay("palette")} />
      <main id="main" tabIndex={-1}>
        <ReportLinkContext value={hasRole(me.role, "admin") ? linkToLog : null}>
          <Outlet />
        </ReportLinkContext>
      </main>
      <TabBar />
      <Suspense>
        {overlay === "palette" && <Palette onClose={close} onKeys={() => setOverlay("keys")} />}
        {overlay === "keys" && <ShortcutSheet onClose={close} />}
      </Suspense>
    </div>
  );
}

function linkToLog(id: string): ReactNode {
  return (
    <Suspense>
      <LogLink id={id} />
    </Suspense>
  );
}
