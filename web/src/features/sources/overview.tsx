import { Button } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { IconArrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Warnings } from "./freshness.tsx";
import type { LedgerFilter } from "./ledger-state.ts";
import { Reasons } from "./reasons.tsx";
import { Runs } from "./runs.tsx";
import styles from "./overview.module.css";
import { UPLOAD } from "./source-state.ts";
import { useSourceActions } from "./use-source-actions.ts";

interface Props {
  readonly source: Source;
  readonly now: number;
  readonly onItems: (filter: LedgerFilter) => void;
}

/** What waits for a decision, why items are missing, and the runs. */
export function Overview({ source, now, onItems }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.overview}>
      <Warnings source={source} />
      {source.heldBack !== null && <HeldBack source={source} count={source.heldBack.count} />}
      <section aria-labelledby="missing">
        <h2 id="missing">{t("sources.reasons.title")}</h2>
        <Reasons source={source} onItems={onItems} />
        <ButtonLink
          to="/documents"
          search={{ source: source.id }}
          variant="subtle"
          size="xs"
          rightSection={<Icon of={IconArrowRight} size={14} />}
          className={styles.documents}
        >
          {t("sources.toDocuments")}
        </ButtonLink>
      </section>
      {source.connector !== UPLOAD && (
        <section aria-labelledby="runs">
          <h2 id="runs">{t("sources.runs.title")}</h2>
          <Runs source={source} now={now} />
        </section>
      )}
    </div>
  );
}

/** Many items went at once: somebody must say whether that is meant. */
function HeldBack({ source, count }: { readonly source: Source; readonly count: number }): ReactNode {
  const { t } = useTranslation();
  const { sync, isPending } = useSourceActions(source);
  const said = { count, number: formatNumber(count) };
  return (
    <div className={styles.held} role="status">
      <div className="grow">
        <h2>{t("sources.held.title", said)}</h2>
        <p>{t("sources.held.text")}</p>
      </div>
      <div className="actions">
        <Button size="xs" variant="default" loading={isPending} onClick={() => sync()}>
          {t("sources.held.again")}
        </Button>
        <Button size="xs" variant="default" loading={isPending} onClick={() => sync(true)}>
          {t("sources.held.remove", said)}
        </Button>
      </div>
    </div>
  );
}
