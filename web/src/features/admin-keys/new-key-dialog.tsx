import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import type { ApiKey } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { SecretBox } from "../admin/secret-box.tsx";
import styles from "./keys.module.css";
import { createMutation } from "./queries.ts";

type Scope = ApiKey["scopes"][number];

const SCOPES: readonly Scope[] = ["search", "ask", "documents", "upload", "all"];
const DAY_MS = 86_400_000;
const EXPIRIES = [
  { id: "days30", days: 30 },
  { id: "days90", days: 90 },
  { id: "days365", days: 365 },
  { id: "never", days: null },
] as const;

export function NewKeyDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { mutate, data, isPending, error } = useMutation(createMutation);
  return (
    <Dialog title={t("adminKeys.dialog.title")} onClose={onClose}>
      {data === undefined ? (
        <KeyForm isPending={isPending} error={error} onSubmit={mutate} onClose={onClose} />
      ) : (
        <SecretBox label={t("adminKeys.dialog.key")} secret={data.key} onClose={onClose}>
          {t("adminKeys.dialog.done")}
        </SecretBox>
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSubmit: (key: { name: string; scopes: Scope[]; expiresAt: string | null }) => void;
  readonly onClose: () => void;
}

function KeyForm({ isPending, error, onSubmit, onClose }: FormProps): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["search", "ask"]);
  const [expiry, setExpiry] = useState<string>("days90");
  const submit = (): void => {
    const days = EXPIRIES.find(({ id }) => id === expiry)?.days ?? null;
    onSubmit({ name, scopes, expiresAt: days === null ? null : new Date(Date.now() + days * DAY_MS).toISOString() });
  };
  return (
    <DialogForm
      label={t("adminKeys.dialog.create")}
      isPending={isPending}
      isDisabled={scopes.length === 0}
      error={error}
      onSubmit={submit}
      onCancel={onClose}
    >
      <TextInput
        label={t("adminKeys.dialog.name")}
        description={t("adminKeys.dialog.nameHint")}
        required
        data-autofocus
        maxLength={120}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group
        label={t("adminKeys.dialog.scopes")}
        value={scopes}
        onChange={(chosen) => setScopes(SCOPES.filter((each) => chosen.includes(each)))}
      >
        <div className={styles.scopes}>
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`adminKeys.scope.${scope}`)} description={t(`adminKeys.scopeHint.${scope}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t("adminKeys.dialog.expiry")}
        value={expiry}
        data={EXPIRIES.map(({ id }) => ({ value: id, label: t(`adminKeys.dialog.expiryChoice.${id}`) }))}
        onChange={(event) => setExpiry(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
