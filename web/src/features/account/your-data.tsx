import { Button } from "@mantine/core";
import type { MyData } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import styles from "./account-page.module.css";
import { EXPORT_ADDRESS, myDataQuery } from "./queries.ts";

/** What is stored about oneself, how long it stays, and a way to have it. */
export function YourData(): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(myDataQuery);
  return (
    <section aria-labelledby="account-data">
      <h2 id="account-data">{t("account.data.title")}</h2>
      <p className={styles.explanation}>{t("account.data.text")}</p>
      {error !== null && <Problem title={t("account.data.failed")} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingRows rows={1} />}
      {data !== undefined && <Stored data={data} />}
      <div className={styles.buttons}>
        <Button component="a" href={EXPORT_ADDRESS} download size="xs" variant="default" leftSection={<Icon of={IconDownload} size={14} />}>
          {t("account.data.download")}
        </Button>
      </div>
    </section>
  );
}

function Stored({ data: { counts, conversationDays, keepPinned } }: { readonly data: MyData }): ReactNode {
  const { t } = useTranslation();
  const files = counts.attachments + counts.privateUploads + counts.sharedUploads;
  const some = [
    t("account.data.conversations", { count: counts.conversations, number: formatNumber(counts.conversations) }),
    t("account.data.searches", { count: counts.savedSearches, number: formatNumber(counts.savedSearches) }),
    t("account.data.files", { count: files, number: formatNumber(files) }),
  ];
  const kept = conversationDays === null ? t("account.data.forEver") : t("account.data.days", { count: conversationDays });
  return (
    <p className={styles.explanation}>
      {t("account.data.stored", { what: some.join(", ") })} {kept}
      {conversationDays !== null && keepPinned && ` ${t("account.data.pinned")}`}
    </p>
  );
}
