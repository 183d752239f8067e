import { Modal, Switch } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Keys, MOD_KEY } from "../ui/keys.tsx";
import { areShortcutsOff, setShortcutsOff } from "../ui/use-shortcuts.ts";
import styles from "./shortcut-sheet.module.css";

/** Group and name are keys of `shell.keys`; a page with keys of its own adds a group. */
const GROUPS = [
  {
    group: "everywhere",
    rows: [
      { name: "palette", keys: [MOD_KEY, "K"] },
      { name: "newChat", keys: [MOD_KEY, "shift", "O"] },
      { name: "sheet", keys: ["?"] },
    ],
  },
  {
    group: "results",
    rows: [
      { name: "focus", keys: ["/"] },
      { name: "move", keys: ["J", "K"] },
      { name: "preview", keys: ["space"] },
      { name: "open", keys: ["enter"] },
      { name: "source", keys: ["O"] },
      { name: "close", keys: ["Esc"] },
    ],
  },
  {
    group: "chat",
    rows: [
      { name: "composer", keys: ["shift", "Esc"] },
      { name: "stop", keys: ["Esc"] },
    ],
  },
] as const;

const NAMED = ["enter", "space", "shift"] as const;

/** Keys whose name is a word of a language. */
function isNamed(key: string): key is (typeof NAMED)[number] {
  return NAMED.some((each) => each === key);
}

export function ShortcutSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const [isOff, setOff] = useState(areShortcutsOff);
  return (
    <Modal opened onClose={onClose} title={t("shell.keys.title")} size={520} closeButtonProps={{ "aria-label": t("ui.close") }}>
      {GROUPS.map(({ group, rows }) => (
        <section key={group} className={styles.group}>
          <h3>{t(`shell.keys.${group}`)}</h3>
          <dl>
            {rows.map(({ name, keys }) => (
              <div key={name}>
                <dt>{t(`shell.keys.${name}`)}</dt>
                <dd>
                  <Keys keys={keys.map((key) => (isNamed(key) ? t(`ui.key.${key}`) : key))} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Switch
        label={t("shell.keys.on")}
        checked={!isOff}
        onChange={(event) => {
          setShortcutsOff(!event.currentTarget.checked);
          setOff(!event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}
