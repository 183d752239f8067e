import { Button } from "@mantine/core";
import type { OwnedApiKey } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { formatDay, formatMoment } from "../../ui/format.ts";
import { FormError } from "../../ui/form-error.tsx";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import styles from "./account-page.module.css";
import { ApiKeyForm } from "./api-key-form.tsx";
import { apiKeysQuery, revokeKeyMutation } from "./queries.ts";

/** Keys for scripts: they act as their owner, within their scopes. A new one is shown once. */
export function ApiKeys(): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const revoke = useMutation({
    ...revokeKeyMutation,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  const [isFormOpen, setFormOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <section aria-labelledby="account-keys">
      <h2 id="account-keys">{t("account.keys")}</h2>
      <p className={styles.explanation}>{t("account.keysText")}</p>
      {error !== null && <Problem title={t("account.keysFailed")} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingRows rows={1} />}
      <ul>
        {data?.items.map((apiKey) => (
          <Row key={apiKey.id} apiKey={apiKey} onRevoke={() => revoke.mutate(apiKey.id)} />
        ))}
      </ul>
      {revoke.error !== null && <FormError error={revoke.error} />}
      {secret !== null && (
        <div className={styles.secret} role="status">
          <b>{t("account.keyOnce")}</b>
          <code>{secret}</code>
          <div className="actions">
            <Button size="xs" variant="default" onClick={() => void copyText(secret)}>
              {t("account.copyKey")}
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={() => setSecret(null)}>
              {t("ui.close")}
            </Button>
          </div>
        </div>
      )}
      {isFormOpen ? (
        <ApiKeyForm
          onClose={() => setFormOpen(false)}
          onMade={(key) => {
            setSecret(key);
            setFormOpen(false);
          }}
        />
      ) : (
        <div className={styles.buttons}>
          <Button variant="default" size="xs" onClick={() => setFormOpen(true)}>
            {t("account.newKey")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ apiKey, onRevoke }: { readonly apiKey: OwnedApiKey; readonly onRevoke: () => void }): ReactNode {
  const { t } = useTranslation();
  const { name, prefix, scopes, expiresAt, lastUsedAt } = apiKey;
  const facts = [
    scopes.map((scope) => t(`account.scope.${scope}`)).join(", "),
    lastUsedAt === null ? t("account.neverUsed") : t("account.lastUsed", { when: formatMoment(lastUsedAt) }),
    expiresAt === null ? t("account.noExpiry") : t("account.expires", { when: formatDay(expiresAt) }),
  ];
  return (
    <li className={styles.row}>
      <div className="grow">
        <b>{name}</b> <code>{`${prefix}…`}</code>
        <small>{facts.join("; ")}</small>
      </div>
      <Button size="xs" variant="subtle" color="gray" onClick={onRevoke} aria-label={t("account.revokeNamed", { name })}>
        {t("account.revoke")}
      </Button>
    </li>
  );
}
