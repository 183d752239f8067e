import { Button, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import type { RuntimeSetting } from "@smartypants/client";
import { IconLock } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import type { SettingValue } from "./queries.ts";
import styles from "./settings.module.css";
import type { adminSettingsEn } from "./strings.en.ts";

interface Props {
  readonly setting: RuntimeSetting;
  /** What is not saved yet: null, the default; undefined, nothing. */
  readonly draft: SettingValue | null | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: SettingValue | null) => void;
}

export function SettingRow({ setting, draft, error, onChange }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  const [helpId, errorId] = [useId(), useId()];
  const language = i18n.language.startsWith("de") ? "de" : "en";
  const isPinned = setting.from === "pinned";
  const value = draft === undefined ? setting.value : (draft ?? setting.default);
  const shownDefault = useShown(setting, setting.default);
  const shownValue = useShown(setting, value);
  const mayReset = !isPinned && value !== setting.default;
  return (
    <div className={styles.row} data-changed={draft !== undefined || undefined}>
      <div className={styles.about}>
        <div className={styles.name}>{setting.title[language]}</div>
        <div id={helpId} className={styles.description}>
          {setting.help[language]}
        </div>
      </div>
      <div className={styles.control}>
        {isPinned ? (
          <Pinned variable={setting.variable} shown={shownValue} />
        ) : (
          <Field
            setting={setting}
            value={value}
            label={setting.title[language]}
            aboutIds={error === undefined ? helpId : `${helpId} ${errorId}`}
            isWrong={error !== undefined}
            onChange={onChange}
          />
        )}
        {error !== undefined && (
          <p id={errorId} className={styles.error}>
            {error}
          </p>
        )}
        {mayReset && (
          <p className={styles.state}>
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t("adminSettings.resetOf", { value: shownDefault, title: setting.title[language] })}
              onClick={() => onChange(null)}
            >
              {t("adminSettings.reset", { value: shownDefault })}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

/** What holds, and where it is changed. */
function Pinned({ variable, shown }: { readonly variable: string; readonly shown: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.pinned}>{shown}</p>
      <p className={styles.state}>
        <Icon of={IconLock} size={14} /> {t("adminSettings.pinned")} <code>{variable}</code>
      </p>
    </>
  );
}

interface FieldProps {
  readonly setting: RuntimeSetting;
  readonly value: SettingValue;
  readonly label: string;
  /** Of the texts that say more about it. */
  readonly aboutIds: string;
  readonly isWrong: boolean;
  readonly onChange: (value: SettingValue) => void;
}

function Field({ setting, value, label, aboutIds, isWrong, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation();
  const nameOf = useOptionName();
  const { kind, unit, min, max, maxLength, options } = setting;
  const common = { "aria-label": label, "aria-describedby": aboutIds, error: isWrong };
  if (kind === "boolean")
    return (
      <Switch
        {...common}
        label={t(value === true ? "adminSettings.on" : "adminSettings.off")}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (kind === "choice")
    return (
      <NativeSelect
        {...common}
        value={String(value)}
        data={(options ?? []).map((option) => ({ value: option, label: nameOf(option) }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (kind === "text")
    return (
      <TextInput
        {...common}
        value={String(value)}
        maxLength={maxLength ?? undefined}
        placeholder={t("adminSettings.empty")}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <div className={styles.number}>
      <NumberInput
        {...common}
        w={128}
        value={typeof value === "number" ? value : String(value)}
        allowDecimal={false}
        thousandSeparator
        // The server says what is wrong, with the numbers.
        clampBehavior="none"
        onChange={onChange}
      />
      <span>
        {unit !== null && t(`adminSettings.unit.${unit}`)}
        {min !== null && max !== null && (
          <span className={styles.range}>{t("adminSettings.range", { min: formatNumber(min), max: formatNumber(max) })}</span>
        )}
      </span>
    </div>
  );
}

type Option = keyof (typeof adminSettingsEn)["option"];

function useOptionName(): (option: string) => string {
  const { t, i18n } = useTranslation();
  return (option) => (i18n.exists(`adminSettings.option.${option}`) ? t(`adminSettings.option.${option as Option}`) : option);
}

function useShown({ kind, unit }: RuntimeSetting, value: SettingValue): string {
  const { t } = useTranslation();
  const nameOf = useOptionName();
  if (kind === "boolean") return t(value === true ? "adminSettings.on" : "adminSettings.off");
  if (typeof value === "number") return unit === null ? formatNumber(value) : `${formatNumber(value)} ${t(`adminSettings.unit.${unit}`)}`;
  return value === "" ? t("adminSettings.empty") : nameOf(String(value));
}
