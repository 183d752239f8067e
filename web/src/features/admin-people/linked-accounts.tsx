import { Button } from "@mantine/core";
import type { LinkedAccount } from "@smartypants/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import styles from "./people.module.css";
import { linkedAccountsQuery, PEOPLE_KEY, unlinkMutation } from "./queries.ts";

/** Accounts elsewhere with which a person signs in. */
export function LinkedAccounts({ personId }: { readonly personId: string }): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(linkedAccountsQuery(personId));
  return (
    <section aria-label={t("adminPeople.linked.title")}>
      <h3>{t("adminPeople.linked.title")}</h3>
      <Loaded query={query} failed={t("adminPeople.linked.failed")} rows={1}>
        {(accounts) =>
          accounts.length === 0 ? (
            <p className="note">{t("adminPeople.linked.none")}</p>
          ) : (
            <ul>
              {accounts.map((account) => (
                <Row key={account.id} account={account} personId={personId} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Row({ account, personId }: { readonly account: LinkedAccount; readonly personId: string }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { id, label, providerId: provider, addresses } = account;
  return (
    <li className={styles.session}>
      <span className="grow" dir="auto">
        {label}
        <small>{addresses.length === 0 ? provider : `${provider} · ${addresses.join(", ")}`}</small>
      </span>
      <Button size="xs" variant="default" aria-label={t("adminPeople.linked.unlinkNamed", { label })} onClick={() => setAsked(true)}>
        {t("adminPeople.linked.unlink")}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={t("adminPeople.linked.unlinkTitle", { label })}
          text={t("adminPeople.linked.unlinkText")}
          label={t("adminPeople.linked.unlink")}
          mutation={unlinkMutation}
          variables={{ id: personId, accountId: id }}
          onDone={() => void queryClient.invalidateQueries({ queryKey: PEOPLE_KEY })}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  );
}
