import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import type { Credential } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatDay } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { ConfirmDialog, Dialog, DialogForm } from "../../ui/dialog.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import styles from "./models.module.css";
import { type Provider, providerOf, PROVIDERS } from "./providers.ts";
import { createCredentialMutation, credentialsQuery, deleteCredentialMutation, replaceSecretMutation } from "./queries.ts";

type Asked = { readonly kind: "replace" | "delete"; readonly credential: Credential } | { readonly kind: "add" };

export function Credentials(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(credentialsQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  return (
    <>
      <div className={styles.head}>
        <p className={styles.note}>{t("adminModels.credentials.note")}</p>
        <Button variant="default" leftSection={<Icon of={IconPlus} />} onClick={() => setAsked({ kind: "add" })}>
          {t("adminModels.credentials.add")}
        </Button>
      </div>
      <Loaded query={query} failed={t("adminModels.credentials.failed")} rows={2}>
        {(credentials) =>
          credentials.length === 0 ? (
            <Nothing>
              <Empty icon={IconKey} title={t("adminModels.credentials.none")}>
                {t("adminModels.credentials.noneText")}
              </Empty>
            </Nothing>
          ) : (
            <CredentialTable credentials={credentials} onAsk={setAsked} />
          )
        }
      </Loaded>
      {asked?.kind === "add" && <AddDialog onClose={close} />}
      {asked?.kind === "replace" && <ReplaceDialog credential={asked.credential} onClose={close} />}
      {asked?.kind === "delete" && (
        <ConfirmDialog
          title={t("adminModels.credentials.deleteTitle", { name: asked.credential.name })}
          text={t("adminModels.credentials.deleteText")}
          label={t("ui.delete")}
          mutation={deleteCredentialMutation}
          variables={asked.credential.id}
          onDone={() => {}}
          onClose={close}
        />
      )}
    </>
  );
}

interface TableProps {
  readonly credentials: readonly Credential[];
  readonly onAsk: (asked: Asked) => void;
}

function CredentialTable({ credentials, onAsk }: TableProps): ReactNode {
  const { t } = useTranslation();
  const columns: readonly Column<Credential>[] = [
    {
      id: "name",
      label: t("adminModels.credentials.name"),
      phone: "first",
      cell: ({ name }) => <span className={styles.name}>{name}</span>,
    },
    { id: "host", label: t("adminModels.column.host"), cell: ({ host }) => <code>{host}</code> },
    { id: "secret", label: t("adminModels.column.secret"), cell: ({ lastFour }) => <code>…{lastFour}</code> },
    { id: "changed", label: t("adminModels.column.changed"), cell: ({ updatedAt }) => formatDay(updatedAt) },
    {
      id: "actions",
      label: t("admin.actions"),
      isLabelHidden: true,
      phone: "end",
      cell: (credential) => (
        <div className="actions">
          <Button
            size="xs"
            variant="default"
            aria-label={t("adminModels.credentials.replaceFor", { name: credential.name })}
            onClick={() => onAsk({ kind: "replace", credential })}
          >
            {t("adminModels.credentials.replace")}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={t("adminModels.credentials.deleteFor", { name: credential.name })}
            onClick={() => onAsk({ kind: "delete", credential })}
          >
            {t("ui.delete")}
          </Button>
        </div>
      ),
    },
  ];
  return <DataTable label={t("adminModels.tabs.credentials")} columns={columns} rows={credentials} rowKey={(each) => each.id} />;
}

function AddDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [provider, setProvider] = useState<Provider>("openai");
  const [baseUrl, setBaseUrl] = useState("");
  const [secret, setSecret] = useState("");
  const { mutate, error, isPending } = useMutation(createCredentialMutation);
  const { needsAddress, address } = providerOf(provider);
  const submit = (): void =>
    mutate({ name, provider, secret, ...(baseUrl.trim() !== "" && { baseUrl: baseUrl.trim() }) }, { onSuccess: onClose });
  return (
    <Dialog title={t("adminModels.credentials.addTitle")} onClose={onClose}>
      <DialogForm label={t("adminModels.credentials.save")} isPending={isPending} error={error} onSubmit={submit} onCancel={onClose}>
        <NativeSelect
          label={t("adminModels.form.provider")}
          value={provider}
          data={PROVIDERS.map((each) => ({ value: each.id, label: each.name }))}
          onChange={(event) => setProvider(providerOf(event.currentTarget.value).id)}
        />
        <TextInput
          label={t("adminModels.form.address")}
          required={needsAddress}
          placeholder={address}
          autoComplete="off"
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t("adminModels.credentials.name")}
          required
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SecretField value={secret} onChange={setSecret} />
      </DialogForm>
    </Dialog>
  );
}

function ReplaceDialog({
  credential: { id, name },
  onClose,
}: {
  readonly credential: Credential;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [secret, setSecret] = useState("");
  const { mutate, error, isPending } = useMutation(replaceSecretMutation);
  return (
    <Dialog title={t("adminModels.credentials.replaceTitle", { name })} onClose={onClose}>
      <DialogForm
        label={t("adminModels.credentials.replace")}
        isPending={isPending}
        error={error}
        onSubmit={() => mutate({ id, secret }, { onSuccess: onClose })}
        onCancel={onClose}
      >
        <SecretField value={secret} onChange={setSecret} />
      </DialogForm>
    </Dialog>
  );
}

function SecretField({ value, onChange }: { readonly value: string; readonly onChange: (secret: string) => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("adminModels.form.secret")}
      description={t("adminModels.form.keyHint")}
      required
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
