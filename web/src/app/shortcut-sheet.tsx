import { ActionIcon, Button, Modal, Switch } from "@mantine/core";
import { IconPencil, IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { Keys, useKeyNames } from "../ui/keys.tsx";
import { resetShortcuts } from "../ui/change-shortcuts.ts";
import {
  ACTION_NAMES,
  ACTIONS,
  type ActionName,
  activeKeys,
  changeShortcuts,
  keysOf,
  type Scope,
  useShortcutChoice,
} from "../ui/shortcuts.ts";
import { KeyRecorder } from "./key-recorder.tsx";
import styles from "./shortcut-sheet.module.css";

const SCOPES = ["everywhere", "results", "chat"] as const satisfies readonly Scope[];

/** Every shortcut with the keys that it has now; each can be given others. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const choice = useShortcutChoice();
  const [changing, setChanging] = useState<ActionName | null>(null);
  return (
    <Modal opened onClose={onClose} title={t("shell.keys.title")} size={560} closeButtonProps={{ "aria-label": t("ui.close") }}>
      {SCOPES.map((scope) => (
        <section key={scope} className={styles.group} aria-labelledby={`keys-${scope}`}>
          <h3 id={`keys-${scope}`}>{t(`shell.keys.${scope}`)}</h3>
          <ul>
            {ACTION_NAMES.filter((action) => ACTIONS[action].scope === scope).map((action) => (
              <li key={action}>
                <Row action={action} onChange={() => setChanging(action)} />
                {changing === action && <KeyRecorder action={action} onClose={() => setChanging(null)} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div className={styles.switches}>
        <Switch
          label={t("shell.keys.on")}
          checked={!choice.isOff}
          onChange={(event) => changeShortcuts({ isOff: !event.currentTarget.checked })}
        />
        <Switch
          label={t("shortcuts.single")}
          description={t("shortcuts.singleText")}
          disabled={choice.isOff}
          checked={!choice.isSingleOff}
          onChange={(event) => changeShortcuts({ isSingleOff: !event.currentTarget.checked })}
        />
      </div>
      <div className={styles.foot}>
        <p className="note grow">{t("shortcuts.kept")}</p>
        <Button size="xs" variant="default" disabled={Object.keys(choice.keys).length === 0} onClick={() => resetShortcuts()}>
          {t("shortcuts.resetAll")}
        </Button>
      </div>
    </Modal>
  );
}

interface RowProps {
  readonly action: ActionName;
  readonly onChange: () => void;
}

function Row({ action, onChange }: RowProps): ReactNode {
  const { t } = useTranslation();
  const choice = useShortcutChoice();
  const namesOf = useKeyNames();
  const keys = keysOf(choice, action);
  const name = t(`shell.keys.${action}`);
  const isOff = keys !== null && activeKeys(choice, action) === null;
  return (
    <div className={styles.row}>
      <span className="grow">{name}</span>
      {keys === null ? <span className="note">{t("shortcuts.none")}</span> : <Keys keys={namesOf(keys)} />}
      {isOff && <span className="note">{t("shortcuts.isOff")}</span>}
      {choice.keys[action] !== undefined && (
        <ActionIcon
          aria-label={t("shortcuts.reset", { name })}
          title={t("shortcuts.reset", { name })}
          onClick={() => resetShortcuts(action)}
        >
          <Icon of={IconRefresh} size={14} />
        </ActionIcon>
      )}
      <ActionIcon aria-label={t("shortcuts.change", { name })} title={t("shortcuts.change", { name })} onClick={onChange}>
        <Icon of={IconPencil} size={14} />
      </ActionIcon>
    </div>
  );
}
