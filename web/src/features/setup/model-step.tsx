import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Status } from "../../ui/status.tsx";
import { LocalModels } from "../admin-models/local-models.tsx";
import { providerOf } from "../admin-models/providers.ts";
import { environmentQuery, modelsQuery, ollamaQuery } from "../admin-models/queries.ts";
import { Choice } from "./choice.tsx";
import { EnvironmentModel } from "./environment-model.tsx";
import { KeyModel } from "./key-model.tsx";
import { OllamaModel } from "./ollama-model.tsx";
import styles from "./setup-page.module.css";

interface Props {
  readonly onDone: () => void;
}

const NONE = "none";
const OLLAMA = "ollama";
const KEY = "key";

/** What was found on this machine, each with a test that really calls; none of it is needed. */
export function ModelStep({ onDone }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: environment } = useQuery(environmentQuery);
  const ollama = useQuery(ollamaQuery);
  const { data: models } = useQuery(modelsQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  if (environment === undefined || models === undefined) return null;
  const chatModels = ollama.data?.found?.models.filter(({ kind }) => kind === "chat").length ?? 0;
  const ollamaText = ollama.isFetching
    ? t("setup.model.ollamaLooking")
    : (ollama.data?.found ?? null) === null
      ? t("setup.model.ollamaNone")
      : t("setup.model.ollamaFound", { count: chatModels, address: ollama.data?.found?.baseUrl ?? "" });
  const hasOllama = chatModels > 0;
  const inUse = models.find((model) => model.default);
  const first = environment.find(({ model }) => model !== null)?.provider ?? (hasOllama ? OLLAMA : inUse === undefined ? NONE : KEY);
  const now = chosen ?? first;
  const choice = { name: "model", now, onChoose: setChosen };
  // An address of Ollama in the environment is where the one below is looked for.
  const named = environment.filter(({ provider }) => provider !== "ollama" || !hasOllama);
  return (
    <>
      {inUse !== undefined && (
        <p role="status">
          <Status kind="ok">{t("setup.model.inUse", { name: inUse.name })}</Status>
        </p>
      )}
      <div className={styles.choices} role="radiogroup" aria-label={t("setup.model.title")}>
        {inUse === undefined && (
          <Choice {...choice} id={NONE} title={t("setup.model.without")} text={t("setup.model.withoutText")}>
            <Button onClick={onDone}>{t("setup.model.skip")}</Button>
          </Choice>
        )}
        {named.map((found) => (
          <Choice
            {...choice}
            key={found.provider}
            id={found.provider}
            title={providerOf(found.provider).name}
            text={t("setup.model.environment", { variable: found.variable, host: found.host })}
          >
            <EnvironmentModel found={found} onUsed={onDone} />
          </Choice>
        ))}
        <Choice {...choice} id={OLLAMA} title={providerOf(OLLAMA).name} text={ollamaText}>
          <OllamaModel onUsed={onDone} />
        </Choice>
        <Choice {...choice} id={KEY} title={t("setup.model.key")} text={t("setup.model.keyText")}>
          <KeyModel onUsed={onDone} />
        </Choice>
      </div>
      {now !== NONE && (
        <Button variant="default" onClick={onDone}>
          {t(inUse === undefined ? "setup.model.skip" : "setup.model.keep")}
        </Button>
      )}
      <Meaning />
    </>
  );
}

/** What runs inside works already; more is offered, and asked of nobody. */
function Meaning(): ReactNode {
  const { t } = useTranslation();
  return (
    <section className={styles.meaning} aria-labelledby="setup-meaning">
      <h3 id="setup-meaning">{t("setup.model.meaning")}</h3>
      <p>{t("setup.model.meaningText")}</p>
      <LocalModels />
    </section>
  );
}
