import { Link, Outlet, useLocation, useRouteContext } from "@tanstack/react-router";
import {
  IconActivity,
  IconChartBar,
  IconFileText,
  IconHistory,
  IconHourglass,
  IconKey,
  IconLock,
  IconLogin2,
  IconMessageQuestion,
  IconSettings,
  IconSparkles,
  IconStack2,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useTitle } from "../../ui/use-title.ts";
import styles from "./admin-frame.module.css";

const PAGES = [
  { to: "/admin/health", label: "health", icon: IconActivity },
  { to: "/admin/usage", label: "usage", icon: IconChartBar },
  { to: "/admin/unanswered", label: "unanswered", icon: IconMessageQuestion },
  { to: "/admin/people", label: "people", icon: IconUser },
  { to: "/admin/groups", label: "groups", icon: IconUsersGroup },
  { to: "/admin/sign-in", label: "signIn", icon: IconLogin2 },
  { to: "/admin/keys", label: "keys", icon: IconKey },
  { to: "/admin/models", label: "models", icon: IconSparkles },
  { to: "/admin/jobs", label: "jobs", icon: IconStack2 },
  { to: "/admin/logs", label: "logs", icon: IconFileText },
  { to: "/admin/audit", label: "audit", icon: IconHistory },
  { to: "/admin/retention", label: "retention", icon: IconHourglass },
  { to: "/admin/settings", label: "settings", icon: IconSettings },
] as const;

export function AdminFrame(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const nav = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    // Where the list is a strip, the page that is open may lie beyond its edge.
    nav.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  if (!hasRole(me.role, "admin")) return <NotAllowed />;
  return (
    <div className={styles.page}>
      <nav ref={nav} className={styles.nav} aria-label={t("admin.label")}>
        <ul>
          {PAGES.map(({ to, label, icon }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ includeSearch: false }}>
                <Icon of={icon} />
                {t(`admin.nav.${label}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </div>
  );
}

function NotAllowed(): ReactNode {
  const { t } = useTranslation();
  useTitle(t("admin.notAllowed.title"));
  return (
    <div className={styles.refused}>
      <h1 className="visually-hidden">{t("admin.label")}</h1>
      <Empty
        icon={IconLock}
        title={t("admin.notAllowed.title")}
        actions={
          <ButtonLink to="/" size="xs" variant="default">
            {t("admin.notAllowed.home")}
          </ButtonLink>
        }
      >
        {t("admin.notAllowed.text")}
      </Empty>
    </div>
  );
}
