import { UnstyledButton } from "@mantine/core";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconChartBar, IconLogout, IconUser } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "../features/auth/use-session.ts";
import { changeLanguage, LANGUAGES } from "../i18n/start-i18n.ts";
import { Menu, type MenuEntry } from "../ui/menu.tsx";

export function AccountMenu({ className }: { readonly className?: string | undefined }): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  return (
    <Menu
      position="right-end"
      width={224}
      entries={useAccountEntries()}
      target={
        <UnstyledButton className={className} aria-label={t("shell.account", { initials: initialsOf(me.name), name: me.name })}>
          {initialsOf(me.name)}
        </UnstyledButton>
      }
    />
  );
}

/** My account, the languages, sign out. */
export function useAccountEntries(): readonly MenuEntry[] {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { me } = useRouteContext({ from: "/shell" });
  return [
    { heading: me.email },
    { label: t("shell.myAccount"), icon: IconUser, onClick: () => void navigate({ to: "/account" }) },
    { label: t("shell.myUsage"), icon: IconChartBar, onClick: () => void navigate({ to: "/usage" }) },
    "divider",
    ...LANGUAGES.map(({ id, name }) => ({
      label: name,
      lang: id,
      isChecked: i18n.language === id,
      onClick: () => void changeLanguage(id),
    })),
    "divider",
    { label: t("shell.signOut"), icon: IconLogout, onClick: signOut },
  ];
}

const SPACE = 32;

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) =>
    String.fromCodePoint(word?.codePointAt(0) ?? SPACE),
  );
  return letters.join("").trim().toUpperCase();
}
