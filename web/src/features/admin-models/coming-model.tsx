import { Button } from "@mantine/core";
import type { EmbeddingComparison, EmbeddingModel } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { formatBytes } from "../admin-health/format-bytes.ts";
import styles from "./models.module.css";
import { cancelSwitchMutation, cutOverMutation } from "./queries.ts";

type Next = NonNullable<EmbeddingModel["next"]>;

const KINDS: Readonly<Record<Next["phase"], StatusKind>> = {
  waiting: "waiting",
  downloading: "running",
  building: "running",
  comparing: "running",
  ready: "ok",
  failed: "failed",
};

/** A model being prepared: how far it is, how its results differ, and the change over. */
export function ComingModel({ next }: { readonly next: Next }): ReactNode {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const { mutate, error, isPending } = useMutation(cancelSwitchMutation);
  const { model, phase } = next;
  const shown = model === "none" ? t("adminModels.meaning.none") : model;
  return (
    <section className={styles.block} aria-label={t("adminModels.meaning.next")}>
      <h2>{t("adminModels.meaning.next")}</h2>
      <p className={styles.model}>{shown}</p>
      <Status kind={KINDS[phase]}>{t(`adminModels.meaning.phase.${phase}`)}</Status>
      {(phase === "downloading" || phase === "building") && <SwitchProgress next={next} />}
      {next.error !== null && <p className={styles.bad}>{next.error}</p>}
      <p>{t("adminModels.meaning.nextNote")}</p>
      <Comparison comparison={next.comparison} />
      {error !== null && <FormError error={error} />}
      <div className="actions">
        {phase === "ready" && (
          <Button size="xs" onClick={() => setAsked(true)}>
            {t("adminModels.meaning.cutOver")}
          </Button>
        )}
        <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
          {t("adminModels.meaning.cancel")}
        </Button>
      </div>
      {isAsked && (
        <ConfirmDialog
          title={t("adminModels.meaning.cutOverTitle", { model: shown })}
          text={t("adminModels.meaning.cutOverText")}
          label={t("adminModels.meaning.cutOver")}
          mutation={cutOverMutation}
          variables={undefined}
          isDangerous={false}
          onDone={() => {}}
          onClose={() => setAsked(false)}
        />
      )}
    </section>
  );
}

/** How far a model on its way is: bytes while it is fetched, passages after that. */
export function SwitchProgress({ next: { phase, done, total } }: { readonly next: Next }): ReactNode {
  const { t } = useTranslation();
  const show = phase === "downloading" ? formatBytes : (value: number): string => formatNumber(value);
  const percent = total === 0 ? 0 : Math.min(100, (done / total) * 100);
  const text = t("adminModels.meaning.progress", { done: show(done), total: show(total) });
  return (
    <>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t(`adminModels.meaning.phase.${phase}`)}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={text}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <p className="num">{text}</p>
    </>
  );
}

const SHOWN = 5;

function percentOf(share: number): string {
  return `${formatNumber(Math.round(share * 100))} %`;
}

function Comparison({ comparison }: { readonly comparison: EmbeddingComparison | null }): ReactNode {
  const { t } = useTranslation();
  if (comparison === null) return null;
  const { questions, overlapAt10, recallAt10, differing } = comparison;
  return (
    <>
      <h3>{t("adminModels.meaning.comparison")}</h3>
      <p>
        {t("adminModels.meaning.questions", { count: questions })} {t("adminModels.meaning.overlap", { percent: percentOf(overlapAt10) })}{" "}
        {recallAt10 !== null &&
          t("adminModels.meaning.recall", { current: percentOf(recallAt10.current), next: percentOf(recallAt10.next) })}
      </p>
      {differing.length > 0 && (
        <details className={styles.advanced}>
          <summary>{t("adminModels.meaning.differing")}</summary>
          <ul className={styles.differing}>
            {differing.slice(0, SHOWN).map(({ question, overlap }) => (
              <li key={question}>
                <span dir="auto">{question}</span>
                <span className="num">{t("adminModels.meaning.same", { percent: percentOf(overlap) })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
