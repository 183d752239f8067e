import { Button } from "@mantine/core";
import type { Session } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { nameBrowser } from "../account/name-browser.ts";
import { Loaded } from "../admin/loaded.tsx";
import { formatAgo } from "../sources/when.ts";
import styles from "./people.module.css";
import { revokeSessionMutation, revokeSessionsMutation, sessionsQuery } from "./queries.ts";

/** Where a person is signed in, each to be ended. */
export function Sessions({ personId }: { readonly personId: string }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const query = useQuery(sessionsQuery(personId));
  const one = useMutation(revokeSessionMutation);
  const all = useMutation(revokeSessionsMutation);
  const refresh = { onSettled: () => void queryClient.invalidateQueries({ queryKey: sessionsQuery(personId).queryKey }) };
  const refused = one.error ?? all.error;
  return (
    <section aria-label={t("adminPeople.sessions.title")}>
      <h3>{t("adminPeople.sessions.title")}</h3>
      {refused !== null && <FormError error={refused} />}
      <Loaded query={query} failed={t("adminPeople.sessions.failed")} rows={1}>
        {(sessions) =>
          sessions.length === 0 ? (
            <p className="note">{t("adminPeople.sessions.none")}</p>
          ) : (
            <>
              <ul>
                {sessions.map((session) => (
                  <Row
                    key={session.id}
                    session={session}
                    isPending={one.isPending && one.variables.sessionId === session.id}
                    onEnd={() => one.mutate({ id: personId, sessionId: session.id }, refresh)}
                  />
                ))}
              </ul>
              <Button size="xs" variant="default" mt={12} loading={all.isPending} onClick={() => all.mutate(personId, refresh)}>
                {t("adminPeople.sessions.endAll")}
              </Button>
            </>
          )
        }
      </Loaded>
    </section>
  );
}

interface RowProps {
  readonly session: Session;
  readonly isPending: boolean;
  readonly onEnd: () => void;
}

function Row({ session: { userAgent, ipAddress, updatedAt }, isPending, onEnd }: RowProps): ReactNode {
  const { t } = useTranslation();
  const browser = nameBrowser(userAgent) ?? t("adminPeople.sessions.unknown");
  const used = t("adminPeople.sessions.used", { when: formatAgo(updatedAt, Date.now()) });
  return (
    <li className={styles.session}>
      <span className="grow">
        {browser}
        <small>{ipAddress === null || ipAddress === "" ? used : `${ipAddress} · ${used}`}</small>
      </span>
      <Button size="xs" variant="default" loading={isPending} aria-label={t("adminPeople.sessions.endFor", { browser })} onClick={onEnd}>
        {t("adminPeople.sessions.end")}
      </Button>
    </li>
  );
}
