import { Button } from "@mantine/core";
import type { Session } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../ui/format.ts";
import { FormError } from "../../ui/form-error.tsx";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import styles from "./account-page.module.css";
import { nameBrowser } from "./name-browser.ts";
import { revokeOthersMutation, revokeSessionMutation, sessionsQuery } from "./queries.ts";

/** Where one is signed in, and a way out of each. */
export function Sessions(): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const onSuccess = (): Promise<void> => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const revoke = useMutation({ ...revokeSessionMutation, onSuccess });
  const revokeOthers = useMutation({ ...revokeOthersMutation, onSuccess });
  const failure = revoke.error ?? revokeOthers.error;
  return (
    <section aria-labelledby="account-sessions">
      <h2 id="account-sessions">{t("account.sessions")}</h2>
      {error !== null && <Problem title={t("account.sessionsFailed")} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingRows rows={2} />}
      <ul>
        {data?.items.map((session) => (
          <Row key={session.id} session={session} onRevoke={() => revoke.mutate(session.id)} />
        ))}
      </ul>
      {failure !== null && <FormError error={failure} />}
      {(data?.items.length ?? 0) > 1 && (
        <div className={styles.buttons}>
          <Button variant="default" size="xs" loading={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
            {t("account.endOthers")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ session, onRevoke }: { readonly session: Session; readonly onRevoke: () => void }): ReactNode {
  const { t } = useTranslation();
  const { userAgent, ipAddress, updatedAt, current } = session;
  const browser = nameBrowser(userAgent) ?? t("account.unknownBrowser");
  return (
    <li className={styles.row}>
      <div className="grow">
        <b>{current ? t("account.thisOne", { browser }) : browser}</b>
        <small>{[ipAddress, t("account.lastUsed", { when: formatMoment(updatedAt) })].filter((each) => each !== null).join(", ")}</small>
      </div>
      {!current && (
        <Button size="xs" variant="subtle" color="gray" onClick={onRevoke}>
          {t("account.endSession")}
        </Button>
      )}
    </li>
  );
}
