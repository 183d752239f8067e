import { Button, PasswordInput } from "@mantine/core";
import type { LinkedAccount, SignInMethods } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../ui/format.ts";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import { ConfirmDialog, Dialog, DialogForm } from "../../ui/dialog.tsx";
import { ProviderProblem } from "../auth/provider-problem.tsx";
import { methodsQuery } from "../auth/queries.ts";
import styles from "./account-page.module.css";
import { linkedAccountsQuery, linkMutation, unlinkMutation } from "./queries.ts";

type Provider = SignInMethods["providers"][number];

const route = getRouteApi("/shell/account");

/** Accounts elsewhere with which one signs in and proves addresses. */
export function LinkedAccounts(): ReactNode {
  const { t } = useTranslation();
  const { problem, provider } = route.useSearch();
  const methods = useQuery(methodsQuery);
  const { data, error, refetch } = useQuery(linkedAccountsQuery);
  const [chosen, setChosen] = useState<Provider | null>(null);
  const providers = methods.data?.providers ?? [];
  const nameOf = (id: string): string => providers.find((each) => each.id === id)?.name ?? id;
  return (
    <section aria-labelledby="account-linked">
      <h2 id="account-linked">{t("account.linked.title")}</h2>
      <p className={styles.explanation}>{t("account.linked.text")}</p>
      {problem !== undefined && <ProviderProblem problem={problem} provider={provider} />}
      <JustLinked nameOf={nameOf} accounts={data?.items ?? []} />
      {error !== null && <Problem title={t("account.linked.failed")} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingRows rows={1} />}
      {data?.items.length === 0 && (
        <p className={styles.explanation}>{t(providers.length === 0 ? "account.linked.noneToLink" : "account.linked.none")}</p>
      )}
      <ul>
        {data?.items.map((account) => (
          <Row key={account.id} account={account} provider={nameOf(account.providerId)} />
        ))}
      </ul>
      {providers.length > 0 && (
        <div className={`actions ${styles.buttons}`}>
          {providers.map((each) => (
            <Button key={each.id} variant="default" size="xs" onClick={() => setChosen(each)}>
              {t("account.linked.link", { provider: each.name })}
            </Button>
          ))}
        </div>
      )}
      {chosen !== null && <LinkDialog provider={chosen} needsPassword={data?.needsPassword ?? true} onClose={() => setChosen(null)} />}
    </section>
  );
}

interface JustLinkedProps {
  readonly nameOf: (id: string) => string;
  readonly accounts: readonly LinkedAccount[];
}

function JustLinked({ nameOf, accounts }: JustLinkedProps): ReactNode {
  const { t } = useTranslation();
  const { linked } = route.useSearch();
  // The address alone proves nothing.
  if (linked === undefined || !accounts.some(({ providerId }) => providerId === linked)) return null;
  return (
    <p role="status" className={styles.explanation}>
      {t("account.linked.done", { provider: nameOf(linked) })}
    </p>
  );
}

function Row({ account, provider }: { readonly account: LinkedAccount; readonly provider: string }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { id, label, addresses, lastUsedAt } = account;
  const proof =
    addresses.length === 0 ? t("account.linked.provesNothing") : t("account.linked.proves", { addresses: addresses.join(", ") });
  return (
    <li className={styles.row}>
      <div className="grow">
        <b dir="auto">
          {provider}: {label}
        </b>
        <small>{[proof, t("account.lastUsed", { when: formatMoment(lastUsedAt) })].join(" · ")}</small>
      </div>
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={t("account.linked.unlinkNamed", { label, provider })}
        onClick={() => setAsked(true)}
      >
        {t("account.linked.unlink")}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={t("account.linked.unlinkTitle", { provider })}
          text={t("account.linked.unlinkText", { label })}
          label={t("account.linked.unlink")}
          mutation={unlinkMutation}
          variables={id}
          onDone={() => void queryClient.invalidateQueries()}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  );
}

interface LinkProps {
  readonly provider: Provider;
  readonly needsPassword: boolean;
  readonly onClose: () => void;
}

function LinkDialog({ provider: { id, name }, needsPassword, onClose }: LinkProps): ReactNode {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation(linkMutation);
  return (
    <Dialog title={t("account.linked.linkTitle", { provider: name })} onClose={onClose}>
      <DialogForm
        label={t("account.linked.go", { provider: name })}
        isPending={isPending || isSuccess}
        error={error}
        onSubmit={() => mutate({ providerId: id, ...(needsPassword && { password }) })}
        onCancel={onClose}
      >
        <p>{t("account.linked.linkText", { provider: name })}</p>
        {needsPassword && (
          <PasswordInput
            label={t("account.linked.password")}
            autoComplete="current-password"
            required
            data-autofocus
            visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}
