import { ActionIcon } from "@mantine/core";
import { Link, useRouteContext } from "@tanstack/react-router";
import { IconCommand } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { useKeyNames } from "../ui/keys.tsx";
import { activeKeys, useShortcutChoice } from "../ui/shortcuts.ts";
import { Mark } from "../ui/logo.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { visibleNavigation } from "./navigation.ts";
import { SchemeButton } from "./scheme-button.tsx";
import styles from "./shell.module.css";

export function Rail({ onPalette }: { readonly onPalette: () => void }): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const namesOf = useKeyNames();
  const keys = activeKeys(useShortcutChoice(), "palette");
  const hint = keys === null ? t("shell.palette.commands") : t("shell.paletteHint", { keys: namesOf(keys).join(" ") });
  return (
    <nav className={styles.rail} aria-label={t("shell.nav.label")}>
      <Link to="/" className={styles.home} aria-label={t("shell.nav.home")} title={t("shell.nav.home")}>
        <Mark />
      </Link>
      {visibleNavigation(me.role).map(({ to, label, icon }) => (
        <Link key={to} to={to} className={styles.item} activeOptions={{ includeSearch: false }}>
          <Icon of={icon} size={20} />
          <span>{t(`shell.nav.${label}`)}</span>
        </Link>
      ))}
      <span className="grow" />
      <SchemeButton />
      <ActionIcon size={36} aria-label={t("shell.openPalette")} title={hint} onClick={onPalette}>
        <Icon of={IconCommand} size={18} />
      </ActionIcon>
      <AccountMenu className={styles.me} />
    </nav>
  );
}
