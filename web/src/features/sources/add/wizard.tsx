import { TextInput } from "@mantine/core";
import type { Connector } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../../app/api.ts";
import { FormError } from "../../../ui/form-error.tsx";
import { LoadingRows } from "../../../ui/states.tsx";
import { AccessForm } from "../access/access-form.tsx";
import { CheckResults } from "../check-results.tsx";
import { WayChoice } from "../credential/credential-fields.tsx";
import { CredentialForm } from "../credential/credential-form.tsx";
import { Guide } from "../credential/guide.tsx";
import { needsSignIn } from "../credential/needs-sign-in.ts";
import { describeAccess } from "../principals.ts";
import { checkMutation, createMutation } from "../queries.ts";
import { describeSchedule } from "../schedule.ts";
import { ScheduleField } from "../schedule-field.tsx";
import { ChoicesContext } from "../settings/choices.tsx";
import { SettingsFields } from "../settings/settings-fields.tsx";
import { BesidePreview } from "../survey/scope-preview.tsx";
import { SurveyCount } from "../survey/survey-count.tsx";
import styles from "./add-page.module.css";
import { keepDraft, type Kept } from "./kept-draft.ts";
import { SignInFault } from "./sign-in-fault.tsx";
import { Foot, Head } from "./step-frame.tsx";
import { type Step, Steps, stepsOf } from "./steps.tsx";
import { useDraft, type Wizarding } from "./use-draft.ts";

interface Props {
  readonly connector: Connector;
  /** What was set aside while the operator signed in at the source. */
  readonly kept: Kept | null;
  /** Why that did not work, in the server's words. */
  readonly signInFault: string | null;
  readonly onLeave: () => void;
}

/** From what has to be done at the source to the first sync. Nothing is stored before the last button. */
export function Wizard({ connector, kept, signInFault, onLeave }: Props): ReactNode {
  const { t } = useTranslation();
  const steps = stepsOf(connector);
  const [step, setStep] = useState<Step>(firstStep(steps, kept));
  const wizard = useDraft(connector, kept?.draft ?? null);
  const { check, isRefused } = useCheck(wizard, step, setStep);
  const create = useCreate();
  const at = steps.indexOf(step);
  const forward = (): void => {
    if (step === "schedule") create.mutate({ ...wizard.toSend, name: wizard.name.trim(), schedule: wizard.draft.schedule });
    else setStep(steps[at + 1] ?? "schedule");
  };
  const said = useSaid(wizard, check.data === undefined ? null : isRefused);
  const isUnsigned = step === "credential" && needsSignIn(connector, wizard.way) && wizard.draft.credential.handle === null;
  const isHere = step === "test" || (step === stepOfError(check.error) && !standsBesideField(check.error));
  const fault = isHere ? check.error : null;
  return (
    <div className={`${styles.page} ${styles.withSteps}`}>
      <Steps connector={connector.title} steps={steps} current={step} onStep={setStep} said={said} />
      <form
        className={styles.main}
        aria-label={t(`sources.add.step.${step}`)}
        onSubmit={(event) => {
          event.preventDefault();
          forward();
        }}
      >
        <Head step={step} isBusy={check.isPending} onAgain={() => check.mutate(wizard.toSend)} />
        <div className={styles.body}>
          {step === "credential" && signInFault !== null && <SignInFault reason={signInFault} />}
          <Body step={step} connector={connector} wizard={wizard} error={check.error} />
          {step === "test" && check.isPending && <LoadingRows rows={3} label={t("sources.check.running")} />}
          {step === "test" && check.data !== undefined && !check.isPending && (
            <CheckResults
              result={check.data}
              count={connector.survey !== "none" && <SurveyCount given={wizard.toSend} onRenewed={wizard.renew} />}
            />
          )}
          {fault !== null && <FormError error={fault} />}
          {step === "schedule" && create.error !== null && <FormError error={create.error} />}
        </div>
        <Foot
          isLast={step === "schedule"}
          isBusy={create.isPending}
          isStopped={isUnsigned || (step === "test" && (check.isPending || isRefused))}
          onBack={() => (at === 0 ? onLeave() : setStep(steps[at - 1] ?? "settings"))}
        />
      </form>
    </div>
  );
}

interface BodyProps {
  readonly step: Step;
  readonly connector: Connector;
  readonly wizard: Wizarding;
  readonly error: unknown;
}

function Body({ step, connector, wizard, error }: BodyProps): ReactNode {
  const { draft, change, renew, fields, ways, way, toSend } = wizard;
  const { credential } = draft;
  // What signing in depends on is asked for before it, and only there: afterwards it would come too late.
  const early = needsSignIn(connector, way) ? fields.filter(({ isBeforeSignIn }) => isBeforeSignIn) : [];
  const settings = { values: draft.values, error, onChange: (values: typeof draft.values) => change({ values }) };
  const part = { ways, draft: credential, onChange: (next: typeof credential) => change({ credential: next }) };
  switch (step) {
    case "prepare":
      return (
        <>
          <WayChoice {...part} />
          <Guide connector={connector.id} settings={{ ...toSend.settings, ...way?.tag }} />
        </>
      );
    case "credential":
      return (
        <CredentialForm
          {...part}
          connector={connector}
          error={error}
          given={toSend}
          returnTo="/sources/add"
          onLeave={() => way !== undefined && keepDraft({ connector: connector.id, draft }, way)}
        >
          {early.length > 0 && <SettingsFields {...settings} fields={early} />}
        </CredentialForm>
      );
    case "settings":
      return (
        <ChoicesContext value={connector.hasChoices ? toSend : null}>
          <BesidePreview isOffered={connector.survey === "preview"} given={toSend} fields={fields} onRenewed={renew}>
            <SettingsFields {...settings} fields={fields.filter((field) => !early.includes(field))} />
          </BesidePreview>
        </ChoicesContext>
      );
    case "access":
      return (
        <AccessForm
          access={draft.access}
          hasOwnPermissions={connector.capabilities["acl"] !== "none"}
          onChange={(access) => change({ access })}
        />
      );
    case "schedule":
      return <Finish wizard={wizard} />;
    case "test":
      return null;
  }
}

function Finish({ wizard: { draft, name, change } }: { readonly wizard: Wizarding }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("sources.settings.name")}
        required
        maxLength={200}
        maw={400}
        value={name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <ScheduleField schedule={draft.schedule} onChange={(schedule) => change({ schedule })} />
      <p className={styles.promise}>{t("sources.add.firstSync")}</p>
    </>
  );
}

/** Tests each time its step is entered; leads back to the fields that were refused. */
function useCheck(wizard: Wizarding, step: Step, setStep: (step: Step) => void) {
  const { renew, toSend } = wizard;
  const check = useMutation({
    ...checkMutation,
    onSuccess: ({ credentialHandle }) => {
      if (credentialHandle !== null) renew(credentialHandle);
    },
    onError: (error) => setStep(stepOfError(error) ?? "test"),
  });
  useEffect(() => {
    if (step === "test") check.mutate(toSend);
    // Once each time the step is entered.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [step]);
  const isRefused = check.data?.checks.some((each) => each.required && each.status === "failed") ?? true;
  return { check, isRefused };
}

/** What was chosen in each step, in a few words. */
function useSaid({ draft, fields, way, toSend }: Wizarding, isRefused: boolean | null): Readonly<Record<Step, string | undefined>> {
  const { t } = useTranslation();
  // Words that somebody has written say what is read; one of a list, such as "all", says nothing by itself.
  const written = fields.filter(({ kind }) => kind.type === "text").map(({ name }) => draft.values[name]);
  return {
    prepare: way === undefined || way.title === "" ? undefined : way.title,
    credential: draft.credential.handle === null ? undefined : t("sources.credential.signedIn"),
    settings: written.find((value): value is string => typeof value === "string" && value !== ""),
    access: describeAccess(t, toSend.access),
    test: isRefused === null ? undefined : t(isRefused ? "sources.check.refused" : "sources.check.passed"),
    schedule: describeSchedule(draft.schedule),
  };
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

/** Who comes back from the source goes on behind the sign-in, or at it when it did not work. */
function firstStep(steps: readonly Step[], kept: Kept | null): Step {
  if (kept === null) return steps[0] ?? "settings";
  return kept.draft.credential.handle === null ? "credential" : "settings";
}

/** Whether the form shows the words where they belong: a second time they would only be in the way. */
function standsBesideField(error: unknown): boolean {
  const fields = isApiError(error) ? error.fields : [];
  return fields.length > 0 && fields.every(({ path }) => /^(?:credential|settings)\./.test(path));
}

/** The step whose fields the server found fault with. */
function stepOfError(error: unknown): Step | null {
  const [first] = isApiError(error) ? error.fields : [];
  if (first === undefined) return null;
  if (first.path.startsWith("access")) return "access";
  return first.path.startsWith("credential") ? "credential" : "settings";
}
