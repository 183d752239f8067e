import { Button, TextInput } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatMoment } from "../../ui/format.ts";
import { LoadingRows } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.ts";
import accessStyles from "./access/access.module.css";
import { CheckResults } from "./check-results.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { checkMutation, connectorsQuery, type SourceChange, updateMutation } from "./queries.ts";
import { ScheduleField } from "./schedule-field.tsx";
import { initialSettings, readFields, type Settings, settingsToSend } from "./settings/read-schema.ts";
import { SettingsFields } from "./settings/settings-fields.tsx";
import styles from "./settings-tab.module.css";
import { UPLOAD } from "./source-state.ts";

/** Name, schedule and the connector's own settings; and the end of the source. */
export function SettingsTab({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const { data: connectors } = useQuery(connectorsQuery);
  if (connectors === undefined) return <LoadingRows />;
  return (
    <div className={accessStyles.tab}>
      <div className={accessStyles.column}>
        <SettingsForm source={source} schema={connectors.find(({ id }) => id === source.connector)?.settingsSchema ?? {}} />
        <section className={styles.end} aria-labelledby="end">
          <h2 id="end">{t("sources.delete.section")}</h2>
          <p>{t("sources.delete.sectionText", { date: formatMoment(source.createdAt) })}</p>
          <Button variant="default" c="var(--sp-bad)" disabled={source.state === "deleting"} onClick={() => setDeleting(true)}>
            {t("sources.delete.menu")}
          </Button>
        </section>
      </div>
      {isDeleting && (
        <DeleteDialog source={source} onClose={() => setDeleting(false)} onDeleted={() => void navigate({ to: "/sources" })} />
      )}
    </div>
  );
}

function useSave(source: Source) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    ...updateMutation,
    onSuccess: (saved) => {
      queryClient.setQueryData(["sources", source.id], saved);
      void queryClient.invalidateQueries({ queryKey: ["sources"] });
      toast(t("sources.settings.saved"));
    },
  });
}

interface FormProps {
  readonly source: Source;
  readonly schema: Record<string, unknown>;
}

function SettingsForm({ source, schema }: FormProps): ReactNode {
  const { t } = useTranslation();
  const fields = readFields(schema);
  const stored = initialSettings(fields, source.settings as Settings);
  const [name, setName] = useState(source.name);
  const [schedule, setSchedule] = useState(source.schedule);
  const [values, setValues] = useState(stored);
  const check = useMutation(checkMutation);
  const save = useSave(source);
  const error = save.error ?? check.error;
  const hasNewSettings = JSON.stringify(values) !== JSON.stringify(stored);
  const isUpload = source.connector === UPLOAD;
  const isChanged = hasNewSettings || name.trim() !== source.name || schedule !== source.schedule;
  const submit = (): void => {
    const change: SourceChange = {
      id: source.id,
      ...(name.trim() !== source.name && { name: name.trim() }),
      ...(schedule !== source.schedule && { schedule }),
      ...(hasNewSettings && { settings: settingsToSend(fields, values) }),
    };
    save.mutate(change);
  };
  return (
    <form
      className={accessStyles.column}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t("sources.settings.name")}
        required
        maxLength={200}
        maw={400}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!isUpload && <ScheduleField schedule={schedule} onChange={setSchedule} />}
      {fields.length > 0 && <SettingsFields fields={fields} values={values} error={error} onChange={setValues} />}
      {hasNewSettings && <p className="note">{t("sources.settings.effect")}</p>}
      {error !== null && <FormError error={error} />}
      {check.data !== undefined && <CheckResults result={check.data} />}
      <div className="actions">
        <Button type="submit" disabled={!isChanged} loading={save.isPending}>
          {t("ui.save")}
        </Button>
        {!isUpload && (
          <Button
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate({ connector: source.connector, settings: settingsToSend(fields, values), access: source.access })}
          >
            {t("sources.check.test")}
          </Button>
        )}
      </div>
    </form>
  );
}
