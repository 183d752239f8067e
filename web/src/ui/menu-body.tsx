import { Menu as KitMenu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { MenuEntry, MenuProps } from "./menu.tsx";

interface Props extends MenuProps {
  readonly isOpenAtFirst: boolean;
}

export function MenuBody({ target, entries, isOpenAtFirst, position = "bottom-end", width = 208 }: Props): ReactNode {
  return (
    <KitMenu position={position} width={width} defaultOpened={isOpenAtFirst}>
      <KitMenu.Target>{target}</KitMenu.Target>
      <KitMenu.Dropdown>
        {entries.map((entry, index) => (
          <Entry key={index} entry={entry} />
        ))}
      </KitMenu.Dropdown>
    </KitMenu>
  );
}

function Entry({ entry }: { readonly entry: MenuEntry }): ReactNode {
  if (entry === "divider") return <KitMenu.Divider />;
  if ("heading" in entry) return <KitMenu.Label>{entry.heading}</KitMenu.Label>;
  const { label, icon, isChecked = false, isDangerous = false, isDisabled = false, lang, onClick } = entry;
  return (
    <KitMenu.Item
      onClick={onClick}
      disabled={isDisabled}
      leftSection={icon === undefined ? null : <Icon of={icon} />}
      rightSection={isChecked ? <Icon of={IconCheck} size={14} /> : null}
      {...(isDangerous && { c: "var(--sp-bad)" })}
      {...(lang !== undefined && { lang })}
    >
      {label}
    </KitMenu.Item>
  );
}
