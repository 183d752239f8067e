import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { Gate } from "../auth/gate.tsx";
import { takeToken } from "../auth/one-time-token.ts";
import { sessionQuery } from "../auth/queries.ts";
import { AdministratorStep } from "./administrator-step.tsx";
import { QuestionStep } from "./question-step.tsx";
import { anyDocumentQuery } from "./queries.ts";
import styles from "./setup-page.module.css";
import { SourceStep } from "./source-step.tsx";

const STEPS = ["administrator", "source", "question"] as const;
type Step = (typeof STEPS)[number];

/** Which step is next is read from the server: whoever stops here comes back to it. */
export function SetupPage(): ReactNode {
  const { t } = useTranslation();
  const [token] = useState(takeToken);
  const { data: session } = useQuery(sessionQuery);
  const me = session?.me ?? null;
  const { data: hasDocuments } = useQuery({ ...anyDocumentQuery, enabled: me !== null });
  const [passed, setPassed] = useState(false);
  useTitle(t("setup.title"));
  if (session === undefined || (me !== null && hasDocuments === undefined)) return null;
  if (me === null && !session.setupNeeded) return <Navigate to="/sign-in" search={{ next: "/setup" }} />;
  const now: Step = me === null ? "administrator" : passed || hasDocuments === true ? "question" : "source";
  const facts = { administrator: me === null ? null : `${me.name}, ${me.email}`, source: null, question: null };
  return (
    <Gate isWide>
      <h1>{t("setup.title")}</h1>
      <p className={styles.lead}>{t("setup.lead")}</p>
      <ol className={styles.steps}>
        {STEPS.map((step, index) => (
          <StepRow key={step} step={step} number={index + 1} isNow={step === now} isDone={index < STEPS.indexOf(now)} fact={facts[step]}>
            {step === "administrator" && <AdministratorStep token={token} />}
            {step === "source" && <SourceStep onDone={() => setPassed(true)} />}
            {step === "question" && <QuestionStep />}
          </StepRow>
        ))}
      </ol>
      <p className={`note ${styles.foot}`}>{t("setup.foot")}</p>
    </Gate>
  );
}

interface RowProps {
  readonly step: Step;
  readonly number: number;
  readonly isNow: boolean;
  readonly isDone: boolean;
  readonly fact: string | null;
  readonly children: ReactNode;
}

function StepRow({ step, number, isNow, isDone, fact, children }: RowProps): ReactNode {
  const { t } = useTranslation();
  return (
    <li className={styles.step} data-now={isNow || undefined} data-done={isDone || undefined} aria-current={isNow ? "step" : undefined}>
      <span className={styles.dot}>{isDone ? <Icon of={IconCheck} size={12} /> : number}</span>
      <div className="grow">
        <h2>{t(`setup.${step}.title`)}</h2>
        <p>{isDone ? (fact ?? t("setup.done")) : t(`setup.${step}.text`)}</p>
        {isNow && children}
      </div>
    </li>
  );
}
