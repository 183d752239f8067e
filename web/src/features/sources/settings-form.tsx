import { Button, TextInput } from "@mantine/core";
import type { Connector, Source } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { toast } from "../../ui/toast.ts";
import accessStyles from "./access/access.module.css";
import { takeSignedIn } from "./add/sign-in-return.ts";
import { CheckResults } from "./check-results.tsx";
import { type CredentialDraft, credentialToSend } from "./credential/credential-fields.tsx";
import { CredentialSection } from "./credential/credential-section.tsx";
import { checkMutation, type SourceChange, updateMutation } from "./queries.ts";
import { ScheduleField } from "./schedule-field.tsx";
import { ChoicesContext } from "./settings/choices.tsx";
import { initialSettings, readFields, readWays, type Settings, settingsToSend } from "./settings/read-schema.ts";
import { SettingsFields } from "./settings/settings-fields.tsx";
import { UPLOAD } from "./source-state.ts";
import { BesidePreview } from "./survey/scope-preview.tsx";
import { SurveyCount } from "./survey/survey-count.tsx";

function useSave(source: Source, onSaved: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    ...updateMutation,
    onSuccess: (saved) => {
      queryClient.setQueryData(["sources", source.id], saved);
      void queryClient.invalidateQueries({ queryKey: ["sources"] });
      toast(t("sources.settings.saved"));
      onSaved();
    },
  });
}

interface FormProps {
  readonly source: Source;
  /** Null for one that is not in the catalogue: uploads, or a plugin that is gone. */
  readonly connector: Connector | null;
}

/** What is in the form, what of it is new, and the two things that can be done with it. */
function useSettings({ source, connector }: FormProps) {
  const fields = readFields(connector?.settingsSchema ?? {});
  const stored = initialSettings(fields, source.settings as Settings);
  const [name, setName] = useState(source.name);
  const [schedule, setSchedule] = useState(source.schedule);
  const [values, setValues] = useState(stored);
  const [credential, setCredential] = useState<CredentialDraft | null>(takeSignedIn);
  const renew = (handle: string): void => setCredential((before) => (before === null ? null : { ...before, handle }));
  const check = useMutation({
    ...checkMutation,
    onSuccess: ({ credentialHandle }) => {
      if (credentialHandle !== null) renew(credentialHandle);
    },
  });
  const save = useSave(source, () => setCredential(null));
  const error = save.error ?? check.error;
  const hasNewSettings = JSON.stringify(values) !== JSON.stringify(stored);
  const isChanged = credential !== null || hasNewSettings || name.trim() !== source.name || schedule !== source.schedule;
  const given = credential === null ? {} : credentialToSend(readWays(connector?.credentialSchema ?? {}), credential);
  const toCheck = { connector: source.connector, settings: settingsToSend(fields, values), sourceId: source.id, ...given };
  const submit = (): void => {
    const change: SourceChange = {
      id: source.id,
      ...(name.trim() !== source.name && { name: name.trim() }),
      ...(schedule !== source.schedule && { schedule }),
      ...(hasNewSettings && { settings: settingsToSend(fields, values) }),
      ...given,
    };
    save.mutate(change);
  };
  const test = (): void => check.mutate({ ...toCheck, access: source.access });
  const entered = { name, setName, schedule, setSchedule, values, setValues, credential, setCredential };
  return { ...entered, fields, check, save, error, hasNewSettings, isChanged, toCheck, renew, submit, test };
}

export function SettingsForm({ source, connector }: FormProps): ReactNode {
  const { t } = useTranslation();
  const form = useSettings({ source, connector });
  const { fields, check, error, toCheck } = form;
  const isUpload = source.connector === UPLOAD;
  const hasCount = connector !== null && connector.survey !== "none";
  return (
    <form
      className={accessStyles.column}
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <TextInput
        label={t("sources.settings.name")}
        required
        maxLength={200}
        maw={400}
        value={form.name}
        onChange={(event) => form.setName(event.currentTarget.value)}
      />
      {!isUpload && <ScheduleField schedule={form.schedule} onChange={form.setSchedule} />}
      {connector !== null && (
        <CredentialSection
          source={source}
          connector={connector}
          draft={form.credential}
          error={error}
          settings={toCheck.settings}
          onChange={form.setCredential}
        />
      )}
      {fields.length > 0 && (
        <ChoicesContext value={connector?.hasChoices === true ? toCheck : null}>
          <BesidePreview isOffered={connector?.survey === "preview"} given={toCheck} fields={fields} onRenewed={form.renew}>
            <SettingsFields fields={fields} values={form.values} error={error} onChange={form.setValues} />
          </BesidePreview>
        </ChoicesContext>
      )}
      {form.hasNewSettings && <p className="note">{t("sources.settings.effect")}</p>}
      {error !== null && <FormError error={error} />}
      {check.data !== undefined && !check.isPending && (
        <CheckResults
          result={check.data}
          count={hasCount && <SurveyCount key={check.submittedAt} given={toCheck} onRenewed={form.renew} />}
        />
      )}
      <Actions form={form} isUpload={isUpload} />
    </form>
  );
}

interface ActionsProps {
  readonly form: ReturnType<typeof useSettings>;
  readonly isUpload: boolean;
}

function Actions({ form: { isChanged, save, check, test }, isUpload }: ActionsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="actions">
      <Button type="submit" disabled={!isChanged} loading={save.isPending}>
        {t("ui.save")}
      </Button>
      {!isUpload && (
        <Button variant="default" loading={check.isPending} onClick={test}>
          {t("sources.check.test")}
        </Button>
      )}
    </div>
  );
}
