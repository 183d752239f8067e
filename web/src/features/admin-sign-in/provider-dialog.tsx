import { Checkbox, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import type { SignInProvider } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { CopyField } from "./copy-field.tsx";
import { changeOf, creationOf, type Draft, draftOf, EXAMPLES, newDraft, presetOf, PRESETS, redirectUriOf } from "./draft.ts";
import { GroupFields } from "./group-fields.tsx";
import { createMutation, updateMutation } from "./queries.ts";
import styles from "./sign-in.module.css";

interface Props {
  /** The one to change; a new one is added when absent. */
  readonly provider?: SignInProvider;
  /** Ids that are there already. */
  readonly taken: readonly string[];
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

export function ProviderDialog({ provider, taken, onMade, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(() => (provider === undefined ? newDraft("google", taken) : draftOf(provider)));
  const create = useMutation(createMutation);
  const update = useMutation(updateMutation);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const submit = (): void => {
    if (provider !== undefined) return update.mutate({ id: provider.id, change: changeOf(draft) }, { onSuccess: onClose });
    create.mutate(creationOf(draft), {
      onSuccess: ({ id }) => {
        onMade(id);
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(provider === undefined ? "adminSignIn.form.addTitle" : "adminSignIn.form.editTitle")} size={560} onClose={onClose}>
      <DialogForm
        label={t(provider === undefined ? "adminSignIn.form.add" : "ui.save")}
        isPending={create.isPending || update.isPending}
        error={create.error ?? update.error}
        onSubmit={submit}
        onCancel={onClose}
      >
        {provider === undefined && (
          <NativeSelect
            label={t("adminSignIn.form.preset")}
            value={draft.preset}
            data={PRESETS.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setDraft(newDraft(presetOf(event.currentTarget.value).id, taken))}
          />
        )}
        <Client draft={draft} known={provider} onChange={change} />
        <Rules draft={draft} onChange={change} />
        <GroupFields draft={draft} onChange={change} />
      </DialogForm>
    </Dialog>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** What the two sides have to know of each other. */
function Client({ draft, known, onChange }: PartProps & { readonly known: SignInProvider | undefined }): ReactNode {
  const { t } = useTranslation();
  const { issuer, example } = presetOf(draft.preset);
  const isIssuerFixed = known !== undefined || issuer !== "";
  return (
    <>
      <TextInput
        label={t("adminSignIn.form.name")}
        description={t("adminSignIn.form.nameHint")}
        required
        maxLength={120}
        autoComplete="off"
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      {known === undefined && (
        <TextInput
          label={t("adminSignIn.form.id")}
          description={t("adminSignIn.form.idHint")}
          required
          maxLength={32}
          pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
          autoComplete="off"
          value={draft.id}
          onChange={(event) => onChange({ id: event.currentTarget.value })}
        />
      )}
      <CopyField
        label={t("adminSignIn.redirectUri")}
        description={t("adminSignIn.redirectHint")}
        value={known?.redirectUri ?? redirectUriOf(draft.id)}
      />
      <TextInput
        label={t("adminSignIn.form.issuer")}
        description={t(`adminSignIn.issuerHint.${draft.preset}`)}
        required
        readOnly={isIssuerFixed}
        placeholder={example}
        autoComplete="off"
        value={draft.issuer}
        onChange={(event) => onChange({ issuer: event.currentTarget.value })}
      />
      <Credentials draft={draft} hasSecret={known?.hasSecret === true} onChange={onChange} />
    </>
  );
}

function Credentials({ draft, hasSecret, onChange }: PartProps & { readonly hasSecret: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {draft.preset === "slack" && (
        <TextInput
          label={t("adminSignIn.form.workspace")}
          description={t("adminSignIn.form.workspaceHint")}
          required
          placeholder={EXAMPLES.workspace}
          autoComplete="off"
          value={draft.workspace}
          onChange={(event) => onChange({ workspace: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("adminSignIn.form.clientId")}
        required
        autoComplete="off"
        value={draft.clientId}
        onChange={(event) => onChange({ clientId: event.currentTarget.value })}
      />
      <PasswordInput
        label={t("adminSignIn.form.clientSecret")}
        description={t(hasSecret ? "adminSignIn.form.secretKept" : "adminSignIn.form.secretHint")}
        autoComplete="off"
        visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
        value={draft.clientSecret}
        onChange={(event) => onChange({ clientSecret: event.currentTarget.value })}
      />
    </>
  );
}

/** Who may come in. */
function Rules({ draft, onChange }: PartProps): ReactNode {
  const { t } = useTranslation();
  const mayVouch = ["okta", "keycloak", "generic"].includes(draft.preset);
  const flags = [...(mayVouch ? (["provesAddresses"] as const) : []), "autoCreate", "autoLink"] as const;
  return (
    <>
      <TextInput
        label={t("adminSignIn.form.domains")}
        description={t(presetOf(draft.preset).isOpen ? "adminSignIn.form.domainsOpenHint" : "adminSignIn.form.domainsHint")}
        placeholder={EXAMPLES.domain}
        autoComplete="off"
        value={draft.domains}
        onChange={(event) => onChange({ domains: event.currentTarget.value })}
      />
      <div className={styles.flags}>
        {flags.map((flag) => (
          <Checkbox
            key={flag}
            label={t(`adminSignIn.form.${flag}`)}
            description={t(`adminSignIn.form.${flag}Hint`)}
            checked={draft[flag]}
            onChange={(event) => onChange({ [flag]: event.currentTarget.checked })}
          />
        ))}
      </div>
    </>
  );
}
