import { ActionIcon, Button, Radio, Select, TextInput } from "@mantine/core";
import type { SourceAccess } from "@smartypants/client";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import { PrincipalsField } from "../../directory/principals-field.tsx";
import styles from "./access.module.css";

type Rule = NonNullable<SourceAccess["rules"]>[number];

interface Props {
  readonly access: SourceAccess;
  /** Whether the source keeps permissions of its own. */
  readonly hasOwnPermissions: boolean;
  readonly onChange: (access: SourceAccess) => void;
}

/** Who may read a source, in words; and where it is otherwise for some of its folders. */
export function AccessForm({ access, hasOwnPermissions, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { mode, allow = [], rules = [] } = access;
  const modes = hasOwnPermissions ? (["source", "everyone", "restricted"] as const) : (["everyone", "restricted"] as const);
  const setRules = (next: readonly Rule[]): void => onChange({ ...access, rules: [...next] });
  return (
    <div className={styles.form}>
      <Radio.Group label={t("sources.access.who")} value={mode} onChange={(value) => onChange(withMode(access, value))}>
        <div className={styles.modes}>
          {modes.map((each) => (
            <Radio
              key={each}
              size="xs"
              value={each}
              label={t(`sources.access.mode.${each}`)}
              description={t(`sources.access.modeText.${each}`)}
            />
          ))}
        </div>
      </Radio.Group>
      {mode === "restricted" && (
        <div className={styles.indent}>
          <PrincipalsField
            label={t("sources.access.allowed")}
            allow={allow}
            onChange={(next) => onChange({ ...access, allow: [...next] })}
          />
          {allow.length === 0 && <p className={styles.warning}>{t("sources.access.nobodyYet")}</p>}
        </div>
      )}
      {mode !== "source" && (
        <fieldset className={styles.rules}>
          <legend>{t("sources.access.rules")}</legend>
          <p className="note">{t("sources.access.rulesText")}</p>
          {rules.map((rule, index) => (
            <RuleRow
              key={index}
              rule={rule}
              number={index + 1}
              onChange={(next) => setRules(rules.map((each, at) => (at === index ? next : each)))}
              onRemove={() => setRules(rules.filter((_each, at) => at !== index))}
            />
          ))}
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon of={IconPlus} size={14} />}
            onClick={() => setRules([...rules, { path: "", mode: "restricted", allow: [] }])}
          >
            {t("sources.access.addRule")}
          </Button>
        </fieldset>
      )}
    </div>
  );
}

/** People who were named stay named, in case the choice is taken back; the server is sent what counts. */
function withMode(access: SourceAccess, mode: SourceAccess["mode"]): SourceAccess {
  return { ...access, mode };
}

/** The same without what its mode does not use. */
export function accessToSend({ mode, allow = [], rules = [] }: SourceAccess): SourceAccess {
  if (mode === "source") return { mode };
  const used = rules
    .filter((rule) => rule.path.trim() !== "")
    .map((rule) => ({ path: rule.path.trim(), mode: rule.mode, ...(rule.mode === "restricted" && { allow: rule.allow ?? [] }) }));
  return { mode, ...(mode === "restricted" && { allow }), ...(used.length > 0 && { rules: used }) };
}

interface RuleProps {
  readonly rule: Rule;
  readonly number: number;
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

function RuleRow({ rule, number, onChange, onRemove }: RuleProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.rule}>
      <div className={styles.ruleHead}>
        <TextInput
          className="grow"
          aria-label={t("sources.access.rulePath", { number })}
          placeholder={t("sources.access.rulePathExample")}
          spellCheck={false}
          value={rule.path}
          onChange={(event) => onChange({ ...rule, path: event.currentTarget.value })}
        />
        <Select
          aria-label={t("sources.access.ruleMode", { number })}
          allowDeselect={false}
          data={[
            { value: "restricted", label: t("sources.access.mode.restricted") },
            { value: "everyone", label: t("sources.access.mode.everyone") },
          ]}
          value={rule.mode}
          onChange={(value) => onChange({ ...rule, mode: value === "everyone" ? "everyone" : "restricted" })}
        />
        <ActionIcon aria-label={t("sources.access.removeRule", { number })} onClick={onRemove}>
          <Icon of={IconTrash} />
        </ActionIcon>
      </div>
      {rule.mode === "restricted" && (
        <PrincipalsField
          label={t("sources.access.ruleAllowed", { path: rule.path === "" ? String(number) : rule.path })}
          allow={rule.allow ?? []}
          onChange={(allow) => onChange({ ...rule, allow: [...allow] })}
        />
      )}
    </div>
  );
}
