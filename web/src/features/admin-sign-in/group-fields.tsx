import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { type Draft, EXAMPLES, type Mapping } from "./draft.ts";
import { groupChoicesQuery } from "./queries.ts";
import styles from "./sign-in.module.css";

interface Props {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

const ROLES = ["viewer", "member", "editor", "admin"] as const;

/** What groups at the provider give here; rarely needed, so it is folded. */
export function GroupFields({ draft, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { mappings } = draft;
  const put = (at: number, part: Partial<Mapping>): void =>
    onChange({ mappings: mappings.map((mapping, index) => (index === at ? { ...mapping, ...part } : mapping)) });
  return (
    <details className={styles.advanced}>
      <summary>{t("adminSignIn.form.groups")}</summary>
      <div className={styles.folded}>
        <p className="note">{t("adminSignIn.form.groupsText")}</p>
        <TextInput
          label={t("adminSignIn.form.groupsClaim")}
          description={t("adminSignIn.form.groupsClaimHint")}
          placeholder={EXAMPLES.groupsClaim}
          autoComplete="off"
          value={draft.groupsClaim}
          onChange={(event) => onChange({ groupsClaim: event.currentTarget.value })}
        />
        {mappings.map((mapping, at) => (
          <MappingRow
            // oxlint-disable-next-line react/no-array-index-key -- rows have no other name until they are filled in
            key={at}
            number={at + 1}
            mapping={mapping}
            onChange={(part) => put(at, part)}
            onRemove={() => onChange({ mappings: mappings.filter((_mapping, index) => index !== at) })}
          />
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon of={IconPlus} size={14} />}
          onClick={() => onChange({ mappings: [...mappings, { value: "", groupId: null, role: null }] })}
        >
          {t("adminSignIn.form.addMapping")}
        </Button>
        <TextInput
          label={t("adminSignIn.form.scopes")}
          description={t("adminSignIn.form.scopesHint")}
          autoComplete="off"
          value={draft.scopes}
          onChange={(event) => onChange({ scopes: event.currentTarget.value })}
        />
      </div>
    </details>
  );
}

interface RowProps {
  readonly number: number;
  readonly mapping: Mapping;
  readonly onChange: (part: Partial<Mapping>) => void;
  readonly onRemove: () => void;
}

function MappingRow({ number, mapping: { value, groupId, role }, onChange, onRemove }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { data: groups = [] } = useQuery(groupChoicesQuery);
  return (
    <fieldset className={styles.mapping} aria-label={t("adminSignIn.form.mapping", { number })}>
      <TextInput
        label={t("adminSignIn.form.value")}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("adminSignIn.form.group")}
        value={groupId ?? ""}
        data={[{ value: "", label: t("adminSignIn.form.noGroup") }, ...groups.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => onChange({ groupId: event.currentTarget.value === "" ? null : event.currentTarget.value })}
      />
      <NativeSelect
        label={t("adminSignIn.form.role")}
        value={role ?? ""}
        data={[
          { value: "", label: t("adminSignIn.form.noRole") },
          ...ROLES.map((each) => ({ value: each, label: t(`admin.role.${each}`) })),
        ]}
        onChange={(event) => onChange({ role: ROLES.find((each) => each === event.currentTarget.value) ?? null })}
      />
      <ActionIcon aria-label={t("adminSignIn.form.removeMapping", { number })} onClick={onRemove}>
        <Icon of={IconX} size={14} />
      </ActionIcon>
    </fieldset>
  );
}
