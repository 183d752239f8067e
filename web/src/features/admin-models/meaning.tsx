import { Button } from "@mantine/core";
import type { EmbeddingModel } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatDay, formatNumber } from "../../ui/format.ts";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { ComingModel } from "./coming-model.tsx";
import styles from "./models.module.css";
import { embeddingQuery, forgetMutation, rollBackMutation } from "./queries.ts";
import { SwitchDialog } from "./switch-dialog.tsx";

/** The model that search by meaning uses, the one on its way, and the one before. */
export function Meaning(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(embeddingQuery);
  return (
    <Loaded query={query} failed={t("adminModels.meaning.failed")} rows={2}>
      {(state) => (
        <>
          <CurrentModel state={state} />
          {state.next !== null && <ComingModel next={state.next} />}
          {state.previous !== null && <PreviousModel previous={state.previous} />}
        </>
      )}
    </Loaded>
  );
}

function CurrentModel({ state }: { readonly state: EmbeddingModel }): ReactNode {
  const { t } = useTranslation();
  const [isChanging, setChanging] = useState(false);
  const { current, named, passages } = state;
  return (
    <section className={styles.block} aria-label={t("adminModels.meaning.current")}>
      <div className={styles.head}>
        <div>
          <h2>{t("adminModels.meaning.current")}</h2>
          <p className={styles.model}>{current === "none" ? t("adminModels.meaning.none") : current}</p>
          <p>{t("adminModels.meaning.passages", { count: passages, number: formatNumber(passages) })}</p>
          {named !== null && <p>{t("adminModels.meaning.named")}</p>}
        </div>
        {named === null && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t("adminModels.meaning.change")}
          </Button>
        )}
      </div>
      {isChanging && <SwitchDialog state={state} onClose={() => setChanging(false)} />}
    </section>
  );
}

function PreviousModel({ previous: { model, keptUntil } }: { readonly previous: NonNullable<EmbeddingModel["previous"]> }): ReactNode {
  const { t } = useTranslation();
  const [isForgetting, setForgetting] = useState(false);
  const { mutate, error, isPending } = useMutation(rollBackMutation);
  return (
    <section className={styles.block} aria-label={t("adminModels.meaning.previous")}>
      <h2>{t("adminModels.meaning.previous")}</h2>
      <p className={styles.model}>{model === "none" ? t("adminModels.meaning.none") : model}</p>
      <p>{t("adminModels.meaning.previousNote", { day: formatDay(keptUntil) })}</p>
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
          {t("adminModels.meaning.rollBack")}
        </Button>
        <Button size="xs" variant="default" onClick={() => setForgetting(true)}>
          {t("adminModels.meaning.forget")}
        </Button>
      </div>
      {isForgetting && (
        <ConfirmDialog
          title={t("adminModels.meaning.forgetTitle", { model })}
          text={t("adminModels.meaning.forgetText")}
          label={t("adminModels.meaning.forget")}
          mutation={forgetMutation}
          variables={undefined}
          onDone={() => {}}
          onClose={() => setForgetting(false)}
        />
      )}
    </section>
  );
}
