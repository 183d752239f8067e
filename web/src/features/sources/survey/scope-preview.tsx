import { Button } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { SourceSurvey, SurveyedThings } from "@smartypants/client";
import { IconCheck, IconRefresh, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../../app/api.ts";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { useErrorText } from "../../../ui/states.tsx";
import type { Given } from "../queries.ts";
import type { Field } from "../settings/read-schema.ts";
import styles from "./survey.module.css";
import { titleOfSetting } from "./title-of-setting.ts";
import { wordsOf } from "./things.ts";
import { useSurvey } from "./use-survey.ts";

interface Props {
  readonly given: Given;
  readonly fields: readonly Field[];
  readonly onRenewed: (handle: string) => void;
}

const TYPING_MS = 500;

interface BesideProps extends Props {
  /** Whether the connector can tell. */
  readonly isOffered: boolean;
  readonly children: ReactNode;
}

/** Settings with what they choose. */
export function BesidePreview({ isOffered, children, ...given }: BesideProps): ReactNode {
  if (!isOffered) return children;
  return (
    <div className={styles.beside} data-beside>
      {children}
      <ScopePreview {...given} />
    </div>
  );
}

/** Which channels, folders and files the settings choose: shown when it is asked for, and from then on as they are changed. */
function ScopePreview({ given, fields, onRenewed }: Props): ReactNode {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const { start, survey, isStarting, error } = useSurvey(onRenewed);
  const list = useDebouncedCallback((next: Given) => start({ given: next, isCounted: false, isFresh: false }), TYPING_MS);
  const typed = JSON.stringify(given.settings);
  useEffect(() => {
    if (isShown) list(given);
    // What is typed is what counts; the rest comes along.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [typed]);
  const show = (isFresh: boolean): void => {
    setShown(true);
    start({ given, isCounted: false, isFresh });
  };
  const settled = useSettled(survey);
  const isBusy = isStarting || survey?.state === "running";
  return (
    <section className={styles.preview} aria-labelledby="chooses">
      <div className={styles.head}>
        <h2 id="chooses" className="grow">
          {t("sources.preview.title")}
        </h2>
        {isShown && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon of={IconRefresh} size={14} />}
            loading={isBusy}
            onClick={() => show(true)}
          >
            {t("sources.preview.again")}
          </Button>
        )}
      </div>
      <p className="note">{t(isShown ? "sources.preview.changed" : "sources.preview.text")}</p>
      {!isShown && (
        <Button size="xs" variant="default" className={styles.show} onClick={() => show(false)}>
          {t("sources.preview.show")}
        </Button>
      )}
      <div role="status" aria-live="polite">
        {isShown && settled === undefined && error === null && <p className="note">{t("sources.preview.busy")}</p>}
        {error !== null && <Refused error={error} fields={fields} />}
        {error === null && survey?.state === "failed" && <p className={styles.fault}>{survey.message}</p>}
        {error === null && settled !== undefined && <Notes survey={settled} connector={given.connector} fields={fields} />}
      </div>
      {error === null && settled !== undefined && <Chosen survey={settled} connector={given.connector} />}
    </section>
  );
}

/** The last one that has ended, so that the lists do not run empty at every letter; the first one as it grows. */
function useSettled(survey: SourceSurvey | undefined): SourceSurvey | undefined {
  const [settled, setSettled] = useState<SourceSurvey>();
  const isOver = survey !== undefined && (survey.state === "done" || survey.state === "stopped");
  if (isOver && settled !== survey) setSettled(survey);
  if (settled !== undefined) return isOver ? survey : settled;
  const isFilled = survey !== undefined && survey.state !== "failed" && survey.containers.inCount + survey.containers.outCount > 0;
  return isOver || isFilled ? survey : undefined;
}

/** Which setting is wrong, by the name it has in the form. */
function Refused({ error, fields }: { readonly error: Error; readonly fields: readonly Field[] }): ReactNode {
  const { t } = useTranslation();
  const said = useErrorText(error);
  const faults = isApiError(error) ? error.fields : [];
  if (faults.length === 0) return <p className={styles.fault}>{`${t("sources.preview.failed")}. ${said}`}</p>;
  return (
    <div className={styles.fault}>
      <p>{t("sources.preview.invalid")}</p>
      <ul>
        {faults.map(({ path, message }) => (
          <li key={path}>
            <b>{titleOfSetting(fields, path)}</b> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface NotesProps {
  readonly survey: SourceSurvey;
  readonly connector: string;
  readonly fields: readonly Field[];
}

/** What to look at before the lists; and in a line for those who hear the page, which the lists would be too long for. */
function Notes({ survey, connector, fields }: NotesProps): ReactNode {
  const { t } = useTranslation();
  const { notes, bound, isPartial, named, containers } = survey;
  const words = wordsOf(connector);
  const [things, kind] = named === null ? [containers, words.containers] : [named, words.items];
  const sums = (["in", "out"] as const).map((side) =>
    t(`sources.preview.${side}Of`, { things: t(`sources.things.${kind}`), number: formatNumber(things[`${side}Count`]) }),
  );
  return (
    <>
      <span className="visually-hidden">{`${sums.join(". ")}.`}</span>
      {notes.length > 0 && (
        <div className={styles.notes}>
          <b>{t("sources.preview.notes")}</b>
          <ul>
            {notes.map(({ setting, message }) => (
              <li key={`${setting ?? ""} ${message}`} dir="auto">
                {setting === null ? message : `${titleOfSetting(fields, setting)}: ${message}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {bound !== null && <p className="note">{t("sources.preview.partial")}</p>}
      {bound === null && isPartial && <p className="note">{t("sources.preview.part")}</p>}
    </>
  );
}

function Chosen({ survey, connector }: { readonly survey: SourceSurvey; readonly connector: string }): ReactNode {
  const { t } = useTranslation();
  const { containers, named } = survey;
  const words = wordsOf(connector);
  // Where all of them are chosen, the files below them say more.
  const hasContainers = named === null || containers.outCount > 0;
  return (
    <div>
      {named !== null && <Sides things={named} words={t(`sources.things.${words.items}`)} />}
      {hasContainers && <Sides things={containers} words={t(`sources.things.${words.containers}`)} />}
    </div>
  );
}

function Sides({ things, words }: { readonly things: SurveyedThings; readonly words: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.sides}>
      {(["in", "out"] as const).map((side) => {
        const count = things[`${side}Count`];
        const title = t(`sources.preview.${side}Of`, { things: words, number: formatNumber(count) });
        return (
          <div key={side} data-side={side}>
            <h3>
              <Icon of={side === "in" ? IconCheck : IconX} size={14} />
              {title}
            </h3>
            <List things={things[side]} count={count} label={title} />
          </div>
        );
      })}
    </div>
  );
}

function List({
  things,
  count,
  label,
}: {
  readonly things: SurveyedThings["in"];
  readonly count: number;
  readonly label: string;
}): ReactNode {
  const { t } = useTranslation();
  if (count === 0) return <p className="note">{t("sources.preview.none")}</p>;
  return (
    // Scrolled by keyboard too.
    <div className={styles.list} role="region" aria-label={label} tabIndex={0}>
      <ul>
        {things.map(({ title, why }, at) => (
          <li key={`${at} ${title}`}>
            <span dir="auto">{title}</span>
            {why !== null && <small>{why}</small>}
          </li>
        ))}
      </ul>
      {count > things.length && <p className="note">{t("sources.preview.more", { number: formatNumber(count - things.length) })}</p>}
    </div>
  );
}
