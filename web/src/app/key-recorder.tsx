import { Button } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOf } from "../ui/key-strokes.ts";
import { Keys, useKeyNames } from "../ui/keys.tsx";
import { bindShortcut, isTaken, meetsWith } from "../ui/change-shortcuts.ts";
import { type ActionName, isSingle, useShortcutChoice } from "../ui/shortcuts.ts";
import styles from "./shortcut-sheet.module.css";

interface Props {
  readonly action: ActionName;
  readonly onClose: () => void;
}

/** Takes what is pressed for the new keys: one stroke, or two signs one after the other. Tab and Escape keep their meaning. */
export function KeyRecorder({ action, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const choice = useShortcutChoice();
  const namesOf = useKeyNames();
  const [keys, setKeys] = useState("");
  const name = t(`shell.keys.${action}`);
  const others = keys === "" ? [] : meetsWith(choice, action, keys);
  const take = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      return onClose();
    }
    const stroke = nameOf(event.nativeEvent);
    if (event.key === "Tab" || stroke === null) return;
    event.preventDefault();
    // A second sign makes two of it; a third begins anew.
    setKeys((before) => (before !== "" && !before.includes(" ") && isSingle(before) && isSingle(stroke) ? `${before} ${stroke}` : stroke));
  };
  const save = (chosen: string | null): void => {
    bindShortcut(action, chosen);
    onClose();
  };
  return (
    <div className={styles.recorder}>
      <span className={styles.field}>
        <input
          // The dialog would close with the key that ends this.
          data-mantine-stop-propagation="true"
          aria-label={t("shortcuts.press", { name })}
          aria-describedby="keys-said"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person has just pressed the button that asks for keys
          autoFocus
          readOnly
          value={keys === "" ? "" : namesOf(keys).join(" ")}
          placeholder={t("shortcuts.pressNow")}
          onKeyDown={take}
        />
        {keys !== "" && <Keys keys={namesOf(keys)} />}
      </span>
      <p id="keys-said" role="status" className="note">
        {isTaken(keys)
          ? t("shortcuts.taken")
          : others.length === 0
            ? t("shortcuts.how")
            : t("shortcuts.meets", { other: others.map((other) => t(`shell.keys.${other}`)).join(", ") })}
      </p>
      <div className="actions">
        <Button size="xs" disabled={keys === "" || isTaken(keys)} onClick={() => save(keys)}>
          {t("ui.save")}
        </Button>
        <Button size="xs" variant="default" onClick={() => save(null)}>
          {t("shortcuts.remove")}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}
