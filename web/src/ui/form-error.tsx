import type { ReactNode } from "react";
import styles from "./form-error.module.css";
import { useErrorText } from "./states.tsx";

/** Why a form was refused. */
export function FormError({ error }: { readonly error: unknown }): ReactNode {
  return (
    <p role="alert" className={styles.error}>
      {useErrorText(error)}
    </p>
  );
}
