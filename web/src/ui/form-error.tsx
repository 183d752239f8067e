import type { ReactNode } from "react";
import { isApiError } from "../app/api.ts";
import styles from "./form-error.module.css";
import { ReportLink } from "./report-link.tsx";
import { useErrorText } from "./states.tsx";

/** Why a form was refused. */
export function FormError({ error }: { readonly error: unknown }): ReactNode {
  const said = useErrorText(error);
  // Of what was refused the sentence says enough; what broke is in the log.
  const isBroken = isApiError(error) && error.status >= 500 && error.reportId !== "";
  return (
    <p role="alert" className={styles.error}>
      {said}
      {isBroken && <ReportLink id={error.reportId} />}
    </p>
  );
}
