import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { Icon } from "../../ui/icon.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { modelsQuery } from "../admin-models/queries.ts";
import { Gate } from "../auth/gate.tsx";
import { takeToken } from "../auth/one-time-token.ts";
import { sessionQuery } from "../auth/queries.ts";
import { AdministratorStep } from "./administrator-step.tsx";
import { ModelStep } from "./model-step.tsx";
import { QuestionStep } from "./question-step.tsx";
import { anyDocumentQuery, passMutation, progressQuery } from "./queries.ts";
import styles from "./setup-page.module.css";
import { SourceStep } from "./source-step.tsx";

const route = getRouteApi("/setup");
const STEPS = ["administrator", "model", "source", "question"] as const;
type Step = (typeof STEPS)[number];

/** Which step is next is read from the server: whoever stops here comes back to it. */
export function SetupPage(): ReactNode {
  const { t } = useTranslation();
  const [token] = useState(takeToken);
  const { data: session } = useQuery(sessionQuery);
  const me = session?.me ?? null;
  useTitle(t("setup.title"));
  if (session === undefined) return null;
  if (me === null && !session.setupNeeded) return <Navigate to="/sign-in" search={{ next: "/setup" }} />;
  if (me !== null && !hasRole(me.role, "admin")) return <Navigate to="/" />;
  return (
    <Gate isWide>
      <h1>{t("setup.title")}</h1>
      <p className={styles.lead}>{t("setup.lead")}</p>
      {me === null ? <NewcomersSteps token={token} /> : <AdministratorsSteps name={`${me.name}, ${me.email}`} />}
      <p className={`note ${styles.foot}`}>{t("setup.foot")}</p>
    </Gate>
  );
}

function NewcomersSteps({ token }: { readonly token: string }): ReactNode {
  return (
    <ol className={styles.steps}>
      {STEPS.map((step, index) => (
        <StepRow key={step} step={step} number={index + 1} isNow={step === "administrator"} fact={null}>
          <AdministratorStep token={token} />
        </StepRow>
      ))}
    </ol>
  );
}

function AdministratorsSteps({ name }: { readonly name: string }): ReactNode {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { step: asked } = route.useSearch();
  const { data: hasDocuments } = useQuery(anyDocumentQuery);
  const { data: passed } = useQuery(progressQuery);
  const { data: models = [] } = useQuery(modelsQuery);
  const { mutate: pass } = useMutation(passMutation);
  if (hasDocuments === undefined || passed === undefined) return null;
  const isDone = {
    administrator: true,
    model: passed.includes("model"),
    source: hasDocuments || passed.includes("source"),
    question: false,
  };
  const now = asked ?? STEPS.find((step) => !isDone[step]) ?? "question";
  const facts: Readonly<Record<Step, string>> = {
    administrator: name,
    model: models.find((model) => model.default)?.name ?? t("setup.model.without"),
    source: t("setup.done"),
    question: t("setup.done"),
  };
  const leaveModel = (): void => {
    pass("model");
    // Whoever came from the models page goes back there.
    if (asked !== undefined) void (hasDocuments ? navigate({ to: "/admin/models" }) : navigate({ search: {} }));
  };
  return (
    <ol className={styles.steps}>
      {STEPS.map((step, index) => (
        <StepRow key={step} step={step} number={index + 1} isNow={step === now} fact={isDone[step] ? facts[step] : null}>
          {step === "model" && <ModelStep onDone={leaveModel} />}
          {step === "source" && <SourceStep onDone={() => pass("source")} />}
          {step === "question" && <QuestionStep />}
        </StepRow>
      ))}
    </ol>
  );
}

interface RowProps {
  readonly step: Step;
  readonly number: number;
  readonly isNow: boolean;
  /** What came of it; null for one that is still to be done. */
  readonly fact: string | null;
  readonly children: ReactNode;
}

function StepRow({ step, number, isNow, fact, children }: RowProps): ReactNode {
  const { t } = useTranslation();
  const isDone = fact !== null && !isNow;
  return (
    <li className={styles.step} data-now={isNow || undefined} data-done={isDone || undefined} aria-current={isNow ? "step" : undefined}>
      <span className={styles.dot}>{isDone ? <Icon of={IconCheck} size={12} /> : number}</span>
      <div className="grow">
        <h2>{t(`setup.${step}.title`)}</h2>
        <p>
          {isDone ? fact : t(`setup.${step}.text`)}
          {isDone && step === "model" && (
            <>
              {" "}
              <Link to="/setup" search={{ step: "model" }}>
                {t("setup.model.change")}
              </Link>
            </>
          )}
        </p>
        {isNow && children}
      </div>
    </li>
  );
}
