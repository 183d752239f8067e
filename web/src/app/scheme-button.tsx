import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { Menu, type MenuEntry } from "../ui/menu.tsx";

const SCHEMES = [
  { scheme: "light", icon: IconSun },
  { scheme: "dark", icon: IconMoon },
  { scheme: "auto", icon: IconDeviceDesktop },
] as const;

/** Light, dark, or whatever the system says. */
export function SchemeButton(): ReactNode {
  const { t } = useTranslation();
  const { colorScheme } = useMantineColorScheme();
  const icon = SCHEMES.find(({ scheme }) => scheme === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu
      position="right-end"
      entries={useSchemeEntries()}
      target={
        <ActionIcon size={36} aria-label={t("shell.colours")} title={t("shell.colours")}>
          <Icon of={icon} size={18} />
        </ActionIcon>
      }
    />
  );
}

export function useSchemeEntries(): readonly MenuEntry[] {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return SCHEMES.map(({ scheme, icon }) => ({
    label: t(`shell.scheme.${scheme}`),
    icon,
    isChecked: scheme === colorScheme,
    onClick: () => setColorScheme(scheme),
  }));
}
