import { Button, TextInput } from "@mantine/core";
import type { Connector, SourceAccess } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../../app/api.ts";
import { FormError } from "../../../ui/form-error.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { LoadingRows } from "../../../ui/states.tsx";
import { AccessForm, accessToSend } from "../access/access-form.tsx";
import { CheckResults } from "../check-results.tsx";
import { describeAccess } from "../principals.ts";
import { checkMutation, createMutation } from "../queries.ts";
import { describeSchedule, patternOf } from "../schedule.ts";
import { ScheduleField } from "../schedule-field.tsx";
import { initialSettings, readFields, type Settings, settingsToSend } from "../settings/read-schema.ts";
import { SettingsFields } from "../settings/settings-fields.tsx";
import styles from "./add-page.module.css";
import { type Step, STEPS, Steps } from "./steps.tsx";

interface Props {
  readonly connector: Connector;
  readonly onLeave: () => void;
}

/** Settings, access, a test, a schedule. Nothing is stored before the last button. */
export function Wizard({ connector, onLeave }: Props): ReactNode {
  const { t } = useTranslation();
  const fields = readFields(connector.settingsSchema);
  const hasOwnPermissions = connector.capabilities["acl"] !== "none";
  const [step, setStep] = useState<Step>("settings");
  const [values, setValues] = useState<Settings>(() => initialSettings(fields));
  const [access, setAccess] = useState<SourceAccess>({ mode: hasOwnPermissions ? "source" : "everyone" });
  const [typedName, setName] = useState<string | null>(null);
  const [schedule, setSchedule] = useState(() => patternOf("hourly"));
  const check = useMutation(checkMutation);
  const create = useCreate();
  const name = typedName ?? suggestName(connector, values);
  const draft = { connector: connector.id, settings: settingsToSend(fields, values), access: accessToSend(access) };
  const isRefused = check.data?.checks.some((each) => each.required && each.status === "failed") ?? true;
  const at = STEPS.indexOf(step);
  useEffect(() => {
    if (step === "test") check.mutate(draft, { onError: (error) => setStep(stepOfError(error) ?? "test") });
    // Once each time the step is entered.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [step]);
  const said = {
    settings: Object.values(values).find((value): value is string => typeof value === "string" && value !== ""),
    access: describeAccess(t, draft.access),
    test: check.data === undefined ? undefined : t(isRefused ? "sources.check.refused" : "sources.check.passed"),
    schedule: describeSchedule(schedule),
  };
  const forward = (): void => {
    if (step === "schedule") create.mutate({ ...draft, name: name.trim(), schedule });
    else setStep(STEPS[at + 1] ?? "schedule");
  };
  return (
    <div className={`${styles.page} ${styles.withSteps}`}>
      <Steps connector={connector.title} current={step} onStep={setStep} said={said} />
      <form
        className={styles.main}
        aria-label={t(`sources.add.step.${step}`)}
        onSubmit={(event) => {
          event.preventDefault();
          forward();
        }}
      >
        <Head step={step} isBusy={check.isPending} onAgain={() => check.mutate(draft)} />
        <div className={styles.body}>
          {step === "settings" && <SettingsFields fields={fields} values={values} error={check.error} onChange={setValues} />}
          {step === "access" && <AccessForm access={access} hasOwnPermissions={hasOwnPermissions} onChange={setAccess} />}
          {step === "test" && check.isPending && <LoadingRows rows={3} label={t("sources.check.running")} />}
          {step === "test" && check.data !== undefined && !check.isPending && <CheckResults result={check.data} />}
          {check.error !== null && (step === "test" || step === stepOfError(check.error)) && <FormError error={check.error} />}
          {step === "schedule" && <Finish name={name} schedule={schedule} error={create.error} onName={setName} onSchedule={setSchedule} />}
        </div>
        <Foot
          isLast={step === "schedule"}
          isBusy={create.isPending}
          isStopped={step === "test" && (check.isPending || isRefused)}
          onBack={() => (at === 0 ? onLeave() : setStep(STEPS[at - 1] ?? "settings"))}
        />
      </form>
    </div>
  );
}

function useCreate() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    ...createMutation,
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ["sources"] });
      void navigate({ to: "/sources/$sourceId", params: { sourceId: id } });
    },
  });
}

interface HeadProps {
  readonly step: Step;
  readonly isBusy: boolean;
  readonly onAgain: () => void;
}

function Head({ step, isBusy, onAgain }: HeadProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.stepHead}>
      <h1>{t(`sources.add.heading.${step}`)}</h1>
      {step === "test" && (
        <Button variant="default" leftSection={<Icon of={IconRefresh} />} loading={isBusy} onClick={onAgain}>
          {t("sources.check.again")}
        </Button>
      )}
    </div>
  );
}

interface FootProps {
  readonly isLast: boolean;
  readonly isBusy: boolean;
  readonly isStopped: boolean;
  readonly onBack: () => void;
}

function Foot({ isLast, isBusy, isStopped, onBack }: FootProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.foot}>
      <Button variant="default" onClick={onBack}>
        {t("sources.add.back")}
      </Button>
      <span className="grow" />
      <Button type="submit" loading={isBusy} disabled={isStopped}>
        {t(isLast ? "sources.add.finish" : "sources.add.next")}
      </Button>
    </div>
  );
}

interface FinishProps {
  readonly name: string;
  readonly schedule: string | null;
  readonly error: unknown;
  readonly onName: (name: string) => void;
  readonly onSchedule: (schedule: string | null) => void;
}

function Finish({ name, schedule, error, onName, onSchedule }: FinishProps): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("sources.settings.name")}
        required
        maxLength={200}
        maw={400}
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <ScheduleField schedule={schedule} onChange={onSchedule} />
      <p className={styles.promise}>{t("sources.add.firstSync")}</p>
      {error !== null && <FormError error={error} />}
    </>
  );
}

/** The step whose fields the server found fault with. */
function stepOfError(error: unknown): Step | null {
  const [first] = isApiError(error) ? error.fields : [];
  if (first === undefined) return null;
  return first.path.startsWith("access") ? "access" : "settings";
}

/** "Folder, handbook" for /srv/handbook. */
function suggestName(connector: Connector, values: Settings): string {
  const [first] = Object.values(values).filter((value): value is string => typeof value === "string" && value !== "");
  const last = first?.split(/[/\\]/).findLast((part) => part !== "");
  return last === undefined ? connector.title : `${connector.title}, ${last}`;
}
