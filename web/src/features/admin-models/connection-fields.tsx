import { NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Draft, NEW_KEY, NO_KEY } from "./model-draft.ts";
import { providerOf, PROVIDERS } from "./providers.ts";
import { credentialsQuery } from "./queries.ts";

interface Props {
  readonly draft: Draft;
  /** A model stays with its provider. */
  readonly isProviderFixed: boolean;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** Provider, address and key; what a provider does not need is not asked. */
export function ConnectionFields({ draft, isProviderFixed, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: credentials = [] } = useQuery(credentialsQuery);
  const provider = providerOf(draft.provider);
  const known = credentials.map(({ id, name, host, lastFour }) => ({
    value: id,
    label: `${name} (${host}${lastFour === "" ? "" : `, …${lastFour}`})`,
  }));
  return (
    <>
      <NativeSelect
        label={t("adminModels.form.provider")}
        value={draft.provider}
        disabled={isProviderFixed}
        data={PROVIDERS.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => {
          const next = providerOf(event.currentTarget.value);
          onChange({ provider: next.id, baseUrl: "", credentialId: next.needsKey ? NEW_KEY : NO_KEY, model: "" });
        }}
      />
      <TextInput
        label={t("adminModels.form.address")}
        {...(!provider.needsAddress && { description: t("adminModels.form.addressHint") })}
        required={provider.needsAddress}
        placeholder={provider.address}
        autoComplete="off"
        value={draft.baseUrl}
        onChange={(event) => onChange({ baseUrl: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("adminModels.form.key")}
        value={draft.credentialId}
        data={[{ value: NO_KEY, label: t("adminModels.form.keyNone") }, { value: NEW_KEY, label: t("adminModels.form.keyNew") }, ...known]}
        onChange={(event) => onChange({ credentialId: event.currentTarget.value })}
      />
      {draft.credentialId === NEW_KEY && (
        <PasswordInput
          label={t("adminModels.form.secret")}
          description={t("adminModels.form.keyHint")}
          required
          autoComplete="off"
          value={draft.apiKey}
          onChange={(event) => onChange({ apiKey: event.currentTarget.value })}
        />
      )}
      {draft.provider === "azure-openai" && (
        <TextInput
          label={t("adminModels.form.apiVersion")}
          autoComplete="off"
          value={draft.apiVersion}
          onChange={(event) => onChange({ apiVersion: event.currentTarget.value })}
        />
      )}
    </>
  );
}
