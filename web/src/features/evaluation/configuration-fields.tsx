import { NativeSelect } from "@mantine/core";
import type { TrialConfiguration } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { assistantsQuery, versionsQuery } from "../assistants/queries.ts";
import { chatModelsQuery } from "../chat/queries.ts";
import { promptsQuery } from "../prompts/queries.ts";

interface Props {
  readonly value: TrialConfiguration;
  readonly onChange: (configuration: TrialConfiguration) => void;
}

const NO_MODEL = "none";

/** How questions are answered: by which assistant, in which version, with which model and prompt. */
export function ConfigurationFields({ value, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: assistants = [] } = useQuery(assistantsQuery);
  const { data: models = [] } = useQuery(chatModelsQuery);
  const { data: prompts = [] } = useQuery(promptsQuery);
  const { assistantId = null, modelId = null, extractive = false, promptId = null } = value;
  return (
    <>
      <NativeSelect
        label={t("evaluation.configuration.assistant")}
        data={[
          { value: "", label: t("evaluation.configuration.noAssistant") },
          ...assistants.map(({ id, content }) => ({ value: id, label: content.name })),
        ]}
        value={assistantId ?? ""}
        onChange={(event) => onChange({ ...value, assistantId: event.currentTarget.value || null, assistantVersion: null })}
      />
      {assistantId !== null && assistants.some(({ id, manageable }) => id === assistantId && manageable) && (
        <VersionField assistantId={assistantId} value={value} onChange={onChange} />
      )}
      <NativeSelect
        label={t("evaluation.configuration.model")}
        data={[
          { value: "", label: t("evaluation.configuration.defaultModel") },
          ...models.map(({ id, name }) => ({ value: id, label: name })),
          { value: NO_MODEL, label: t("evaluation.configuration.extractive") },
        ]}
        value={extractive ? NO_MODEL : (modelId ?? "")}
        onChange={({ currentTarget: { value: chosen } }) =>
          onChange({ ...value, extractive: chosen === NO_MODEL, modelId: chosen === NO_MODEL || chosen === "" ? null : chosen })
        }
      />
      <NativeSelect
        label={t("evaluation.configuration.prompt")}
        data={[
          { value: "", label: t("evaluation.configuration.defaultPrompt") },
          ...prompts.filter(({ kind, builtIn }) => kind === "answer" && !builtIn).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={promptId ?? ""}
        onChange={(event) => onChange({ ...value, promptId: event.currentTarget.value || null })}
      />
    </>
  );
}

function VersionField({ assistantId, value, onChange }: Props & { readonly assistantId: string }): ReactNode {
  const { t } = useTranslation();
  const { data: versions = [] } = useQuery(versionsQuery(assistantId));
  return (
    <NativeSelect
      label={t("evaluation.configuration.version")}
      data={[
        { value: "", label: t("evaluation.configuration.present") },
        ...versions.map(({ version }) => ({ value: String(version), label: t("assistants.versionNumber", { version }) })),
      ]}
      value={value.assistantVersion === null || value.assistantVersion === undefined ? "" : String(value.assistantVersion)}
      onChange={(event) =>
        onChange({ ...value, assistantVersion: event.currentTarget.value === "" ? null : Number(event.currentTarget.value) })
      }
    />
  );
}
