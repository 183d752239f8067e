import type { Evaluation } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { assistantsQuery, collectionsQuery } from "../assistants/queries.ts";
import { chatModelsQuery } from "../chat/queries.ts";
import { promptsQuery } from "../prompts/queries.ts";
import styles from "./evaluation.module.css";

/** How the questions of a run were answered, in words. */
export function ConfigurationText({ run: { name, configuration } }: { readonly run: Evaluation }): ReactNode {
  const { t } = useTranslation();
  const { data: assistants = [] } = useQuery(assistantsQuery);
  const { data: models = [] } = useQuery(chatModelsQuery);
  const { data: prompts = [] } = useQuery(promptsQuery);
  const { data: collections = [] } = useQuery(collectionsQuery);
  const { assistantId, assistantVersion, modelId, extractive, promptId, collectionIds } = configuration;
  const assistant = assistants.find(({ id }) => id === assistantId)?.content.name ?? t("evaluation.configuration.gone");
  const model = models.find(({ id }) => id === modelId)?.name ?? t("evaluation.configuration.gone");
  const prompt = prompts.find(({ id }) => id === promptId)?.name ?? t("evaluation.configuration.gone");
  const rows = [
    [t("evaluation.configuration.assistant"), assistantId === null ? t("evaluation.configuration.noAssistant") : assistant],
    ...(assistantVersion === null ? [] : [[t("evaluation.configuration.version"), String(assistantVersion)]]),
    [
      t("evaluation.configuration.model"),
      extractive ? t("evaluation.configuration.extractive") : modelId === null ? t("evaluation.configuration.defaultModel") : model,
    ],
    ...(promptId === null ? [] : [[t("evaluation.configuration.prompt"), prompt]]),
    ...(collectionIds.length === 0
      ? []
      : [
          [
            t("evaluation.configuration.collection"),
            collectionIds.map((id) => collections.find((each) => each.id === id)?.name ?? t("evaluation.configuration.gone")).join(", "),
          ],
        ]),
  ];
  return (
    <section className={styles.configuration} aria-label={t("evaluation.configuration.of", { name })}>
      <h2 dir="auto">{name}</h2>
      <dl>
        {rows.map(([label = "", value = ""]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
