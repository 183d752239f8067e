import { UnstyledButton } from "@mantine/core";
import { Link, useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { useAccountEntries } from "./account-menu.tsx";
import { visibleNavigation } from "./navigation.ts";
import { useSchemeEntries } from "./scheme-button.tsx";
import styles from "./shell.module.css";

const TABS = 3;

/** The rail of a phone. */
export function TabBar(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const navigate = useNavigate();
  const items = visibleNavigation(me.role);
  const rest = items.slice(TABS).map(({ to, label, icon }) => ({
    label: t(`shell.nav.${label}`),
    icon,
    onClick: () => void navigate({ to }),
  }));
  const entries = [...rest, ...useSchemeEntries(), "divider" as const, ...useAccountEntries()];
  return (
    <nav className={styles.tabs} aria-label={t("shell.nav.phoneLabel")}>
      {items.slice(0, TABS).map(({ to, label, icon }) => (
        <Link key={to} to={to} className={styles.tab} activeOptions={{ includeSearch: false }}>
          <Icon of={icon} size={22} />
          <span>{t(`shell.nav.${label}`)}</span>
        </Link>
      ))}
      <Menu
        position="top-end"
        width={224}
        entries={entries}
        target={
          <UnstyledButton className={styles.tab}>
            <Icon of={IconDots} size={22} />
            <span>{t("ui.more")}</span>
          </UnstyledButton>
        }
      />
    </nav>
  );
}
