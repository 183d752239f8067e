import { Button } from "@mantine/core";
import type { EmbeddingModel } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Status } from "../../ui/status.tsx";
import { formatBytes } from "../admin-health/format-bytes.ts";
import { Loaded } from "../admin/loaded.tsx";
import { SwitchProgress } from "./coming-model.tsx";
import styles from "./models.module.css";
import { cancelSwitchMutation, embeddingQuery, switchMutation, tryEmbeddingMutation } from "./queries.ts";
import { TestResult } from "./test-result.tsx";

type Local = EmbeddingModel["local"][number];

/** The models for search by meaning that run on the server's machine: in use, here, or to be fetched. */
export function LocalModels(): ReactNode {
  const { t } = useTranslation();
  return (
    <Loaded query={useQuery(embeddingQuery)} failed={t("adminModels.meaning.failed")} rows={2}>
      {(state) => (
        <>
          {state.named !== null && <p className="note">{t("adminModels.meaning.named")}</p>}
          <ul className={styles.local}>
            {state.local.map((model) => (
              <LocalModel key={model.model} model={model} state={state} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function LocalModel({ model, state }: { readonly model: Local; readonly state: EmbeddingModel }): ReactNode {
  const { t } = useTranslation();
  const test = useMutation(tryEmbeddingMutation);
  const isUsed = state.current === model.model;
  const next = state.next?.model === model.model ? state.next : null;
  const isBuiltIn = model.downloadBytes === 0;
  const files = model.present
    ? t("adminModels.meaning.present")
    : t("adminModels.meaning.download", { size: formatBytes(model.downloadBytes) });
  return (
    <li>
      <div className={styles.localHead}>
        <div className="grow">
          <span className={styles.name}>{model.model}</span>
          <div className={styles.under}>
            {[t(`adminModels.meaning.languages.${model.languages === "English" ? "english" : "many"}`), model.licence].join(" · ")}
            {` · ${isBuiltIn ? t("adminModels.meaning.builtIn") : files}`}
          </div>
        </div>
        {isUsed && <Status kind="ok">{t("adminModels.meaning.current")}</Status>}
        {model.present && (
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            aria-label={t("adminModels.testFor", { name: model.model })}
            onClick={() => test.mutate(model.model)}
          >
            {t("adminModels.test")}
          </Button>
        )}
        {!isUsed && next === null && <Use model={model} isFixed={state.named !== null} />}
      </div>
      <TestResult result={test.isPending ? undefined : test.data} error={test.isPending ? null : test.error} />
      {next !== null && <Coming next={next} />}
    </li>
  );
}

function Use({ model, isFixed }: { readonly model: Local; readonly isFixed: boolean }): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(switchMutation);
  const label = t(model.present ? "adminModels.meaning.use" : "adminModels.meaning.fetch", { size: formatBytes(model.downloadBytes) });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        disabled={isFixed}
        loading={isPending}
        aria-label={`${label}: ${model.model}`}
        onClick={() => mutate({ model: model.model, auto: true })}
      >
        {label}
      </Button>
      {error !== null && <FormError error={error} />}
    </>
  );
}

/** Under way: searches use it by themselves as soon as it has read every passage. */
function Coming({ next }: { readonly next: NonNullable<EmbeddingModel["next"]> }): ReactNode {
  const { t } = useTranslation();
  const cancel = useMutation(cancelSwitchMutation);
  const again = useMutation(switchMutation);
  const { phase, model, error } = next;
  const refused = cancel.error ?? again.error;
  return (
    <div className={styles.coming}>
      <Status kind={phase === "failed" || error !== null ? "failed" : "running"}>{t(`adminModels.meaning.phase.${phase}`)}</Status>
      {(phase === "downloading" || phase === "building") && <SwitchProgress next={next} />}
      {error !== null && <p className={styles.bad}>{error}</p>}
      {refused !== null && <FormError error={refused} />}
      <div className="actions">
        {error !== null && (
          <Button size="xs" loading={again.isPending} onClick={() => again.mutate({ model, auto: true })}>
            {t("ui.tryAgain")}
          </Button>
        )}
        <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("ui.cancel")}
        </Button>
        <span className="note">{t("adminModels.meaning.kept")}</span>
      </div>
    </div>
  );
}
