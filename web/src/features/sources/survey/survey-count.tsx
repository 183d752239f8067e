import { Button } from "@mantine/core";
import type { SourceSurvey } from "@smartypants/client";
import type { TFunction } from "i18next";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../ui/format.ts";
import { useErrorText } from "../../../ui/states.tsx";
import type { Given } from "../queries.ts";
import styles from "./survey.module.css";
import { countThings, wordsOf } from "./things.ts";
import { useSurvey } from "./use-survey.ts";

interface Props {
  readonly given: Given;
  readonly onRenewed: (handle: string) => void;
}

/** How much a sync with these settings would read, counted anew each time it is shown. */
export function SurveyCount({ given, onRenewed }: Props): ReactNode {
  const { t } = useTranslation();
  const { start, stop, survey, error } = useSurvey(onRenewed);
  const refused = useErrorText(error);
  useEffect(() => {
    start({ given, isCounted: true, isFresh: true });
    // Of what was given when the test was made.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const isRunning = error === null && (survey === undefined || survey.state === "running");
  return (
    <section aria-labelledby="counted" className={styles.count}>
      <h2 id="counted">{t("sources.count.title")}</h2>
      <div role="status" aria-live="polite">
        {isRunning ? (
          <div className={styles.running}>
            <span className={styles.dots} aria-hidden="true" />
            <span className="grow">{t("sources.count.running", { number: formatNumber(survey?.items ?? 0) })}</span>
            <Button size="compact-sm" variant="default" onClick={stop}>
              {t("sources.count.stop")}
            </Button>
          </div>
        ) : (
          survey !== undefined && survey.state !== "failed" && <Counted survey={survey} connector={given.connector} />
        )}
        {error !== null && <p>{`${t("sources.count.failed")} ${refused}`}</p>}
        {survey?.state === "failed" && <p>{`${t("sources.count.failed")} ${survey.message ?? ""}`}</p>}
      </div>
    </section>
  );
}

function Counted({ survey, connector }: { readonly survey: SourceSurvey; readonly connector: string }): ReactNode {
  const { t } = useTranslation();
  const isCut = survey.bound !== null || survey.state === "stopped";
  const asides = asidesOf(t, survey);
  return (
    <>
      <p className={styles.sum} data-counted>
        {sumOf(t, survey, connector)}
      </p>
      {asides.length > 0 && <p className={styles.aside}>{asides.join(" · ")}</p>}
      {survey.bound !== null && <p className={styles.aside}>{t(`sources.count.bound.${survey.bound}`)}</p>}
      {survey.state === "stopped" && <p className={styles.aside}>{t("sources.count.stopped")}</p>}
      {survey.isPartial && !isCut && <p className={styles.aside}>{t("sources.preview.part")}</p>}
    </>
  );
}

/** "About 6,500 documents in 42 channels." */
function sumOf(t: TFunction, { items, containers, bound, state, isAbout }: SourceSurvey, connector: string): string {
  const isCut = bound !== null || state === "stopped";
  if (items === 0) return t(isCut ? "sources.count.nothingYet" : "sources.count.nothing");
  const words = wordsOf(connector);
  const counted = countThings(t, words.items, items);
  const within = { items: counted, containers: countThings(t, words.containers, containers.inCount) };
  const what = containers.inCount === 0 ? counted : t("sources.count.within", within);
  return t(`sources.count.${isCut ? "more" : isAbout ? "about" : "exact"}`, { what });
}

const SKIPPED = ["too_large", "unsupported", "not_downloadable", "empty"] as const;

function asidesOf(t: TFunction, { skipped, named }: SourceSurvey): readonly string[] {
  const parts = skipped.map(({ reason, count }) => {
    const known = SKIPPED.find((each) => each === reason) ?? "other";
    return t(`sources.count.skipped.${known}`, { number: formatNumber(count) });
  });
  const leftOut = named?.outCount ?? 0;
  return leftOut === 0 ? parts : [...parts, t("sources.count.leftOut", { number: formatNumber(leftOut) })];
}
