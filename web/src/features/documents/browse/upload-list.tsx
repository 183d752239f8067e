import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../../ui/button-link.tsx";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { useErrorText } from "../../../ui/states.tsx";
import { Status, type StatusKind } from "../../../ui/status.tsx";
import { formatBytes } from "./format-bytes.ts";
import { openUploadsQuery } from "./queries.ts";
import { useHere } from "../../auth/use-here.ts";
import styles from "./upload-panel.module.css";
import { clearUploads, retryUpload, stopUploads, type UploadEntry, type UploadStep, useUploads } from "./upload-store.ts";

const KINDS: Readonly<Record<UploadStep, StatusKind>> = {
  waiting: "waiting",
  sending: "running",
  reading: "running",
  indexed: "ok",
  skipped: "waiting",
  failed: "failed",
  stopped: "paused",
};

const SHOWN = 200;

/** Each file and how far it has come; and earlier ones that cannot be found, with the reason. */
export function UploadList(): ReactNode {
  const { t } = useTranslation();
  const uploads = useUploads();
  const ended = uploads.filter((each) => !["waiting", "sending", "reading"].includes(each.step));
  const underWay = uploads.length - ended.length;
  return (
    <>
      {uploads.length > 0 && (
        <div className={styles.list}>
          <div className={styles.listHead}>
            <p role="status" className="grow num">
              {t("browse.upload.progress", { done: formatNumber(ended.length), all: formatNumber(uploads.length) })}
            </p>
            {underWay > 0 && (
              <Button size="xs" variant="default" onClick={stopUploads}>
                {t("browse.upload.stop")}
              </Button>
            )}
            {ended.length > 0 && (
              <Button size="xs" variant="subtle" color="gray" onClick={clearUploads}>
                {t("browse.upload.clear")}
              </Button>
            )}
          </div>
          <ul aria-label={t("browse.upload.files")} tabIndex={0}>
            {uploads.slice(0, SHOWN).map((upload) => (
              <Row key={upload.key} upload={upload} />
            ))}
          </ul>
        </div>
      )}
      <Earlier isShown={underWay === 0} known={uploads} />
    </>
  );
}

function Row({ upload }: { readonly upload: UploadEntry }): ReactNode {
  const { t } = useTranslation();
  const { name, folder, step, sent, sizeBytes, documentId } = upload;
  const said = useProblemText(upload);
  return (
    <li className={styles.file}>
      <Status kind={KINDS[step]}>{t(`browse.upload.step.${step}`)}</Status>
      <span className={styles.name}>
        <span className="cut" dir="auto">
          {folder === "" ? name : `${folder}/${name}`}
        </span>
        {said !== null && <small>{said}</small>}
        {step === "sending" && <progress value={sent} aria-label={t("browse.upload.sent", { name })} />}
      </span>
      <span className={`num ${styles.size}`}>
        {step === "sending" ? t("browse.upload.percent", { percent: formatNumber(Math.floor(sent * 100)) }) : formatBytes(sizeBytes)}
      </span>
      {step === "indexed" && documentId !== null && (
        <ButtonLink to="/documents" search={{ open: documentId, upload: true }} size="xs" variant="subtle">
          {t("browse.upload.open")}
        </ButtonLink>
      )}
      {(step === "failed" || step === "stopped") && upload.problem !== "too_large" && (
        <ActionIcon aria-label={t("browse.upload.again", { name })} onClick={() => retryUpload(upload.key)}>
          <Icon of={IconRefresh} />
        </ActionIcon>
      )}
    </li>
  );
}

function useProblemText({ problem }: UploadEntry): string | null {
  const { t } = useTranslation();
  const said = useErrorText(problem !== null && typeof problem === "object" && "error" in problem ? problem.error : null);
  const { maxUpload } = useHere();
  if (problem === null) return null;
  if (problem === "too_large") return t("browse.upload.tooLarge", { size: formatBytes(maxUpload) });
  return "text" in problem ? problem.text : said;
}

interface EarlierProps {
  readonly isShown: boolean;
  readonly known: readonly UploadEntry[];
}

/** Why an earlier upload cannot be found. */
function Earlier({ isShown, known }: EarlierProps): ReactNode {
  const { t } = useTranslation();
  const { data = [] } = useQuery(openUploadsQuery);
  const rows = data.filter(({ id }) => known.every((each) => each.documentId !== id));
  if (!isShown || rows.length === 0) return null;
  return (
    <section aria-labelledby="earlier" className={styles.list}>
      <h3 id="earlier">{t("browse.upload.earlier")}</h3>
      <ul tabIndex={0} aria-labelledby="earlier">
        {rows.map(({ id, title, state, reason }) => (
          <li key={id} className={styles.file}>
            <Status kind={KINDS[state === "queued" ? "reading" : state]}>
              {t(`browse.upload.step.${state === "queued" ? "reading" : state}`)}
            </Status>
            <span className={styles.name}>
              <span className="cut" dir="auto">
                {title}
              </span>
              {reason !== undefined && <small>{reason}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
