import { useQuery } from "@tanstack/react-query";
import { IconCornerDownRight } from "@tabler/icons-react";
import { type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import styles from "./follow-ups.module.css";
import { followUpsQuery } from "./queries.ts";
import { ThreadContext } from "./thread-context.ts";

/** What else the sources of an answer say; taken from their headings, not made up. Says nothing when there is nothing. */
export function FollowUps({ runId }: { readonly runId: string }): ReactNode {
  const { t } = useTranslation();
  const { ask } = useContext(ThreadContext);
  const { data = [] } = useQuery(followUpsQuery(runId));
  if (data.length === 0) return null;
  return (
    <section className={styles.followUps} aria-label={t("chat.followUps")}>
      <h2>{t("chat.followUps")}</h2>
      <ul>
        {data.map(({ documentId, title, heading }) => {
          const question = t("chat.followUpQuestion", { title, heading });
          return (
            <li key={`${documentId} ${heading}`}>
              <button type="button" dir="auto" onClick={() => ask(question)}>
                <Icon of={IconCornerDownRight} size={14} />
                <span>{question}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
