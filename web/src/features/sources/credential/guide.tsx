import { Button } from "@mantine/core";
import type { GuideStep } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconCopy } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../../ui/clipboard.ts";
import { Icon } from "../../../ui/icon.tsx";
import { LoadingRows, Problem } from "../../../ui/states.tsx";
import { guideQuery } from "../queries.ts";
import type { Settings } from "../settings/read-schema.ts";
import styles from "./credential.module.css";

const Markdown = lazy(async () => ({ default: (await import("../../chat/markdown/markdown.tsx")).Markdown }));

interface Props {
  readonly connector: string;
  /** What has been entered so far, the way of signing in included. */
  readonly settings: Settings;
}

/** What has to be done at the source before it can be connected, with everything that must be copied exactly. */
export function Guide({ connector, settings }: Props): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(guideQuery(connector, settings));
  if (error !== null) return <Problem title={t("sources.credential.noGuide")} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows />;
  return (
    <ol className={styles.steps}>
      {data.map((step) => (
        <li key={step.title}>
          <h2>{step.title}</h2>
          <Suspense fallback={<LoadingRows rows={1} />}>
            <Markdown text={step.text} isOpen={false} />
          </Suspense>
          {step.copy?.map((part) => (
            <Copy key={part.label} {...part} />
          ))}
        </li>
      ))}
    </ol>
  );
}

type Part = NonNullable<GuideStep["copy"]>[number];

function Copy({ label, value }: Part): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.copy}>
      <div className={styles.copyHead}>
        {label}
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon of={IconCopy} size={14} />}
          aria-label={t("sources.credential.copy", { label })}
          onClick={() => void copyText(value)}
        >
          {t("sources.credential.copyShort")}
        </Button>
      </div>
      <pre tabIndex={0} dir="ltr">
        <code>{value}</code>
      </pre>
    </div>
  );
}
