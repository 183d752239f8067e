import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./add-page.module.css";

/** Why somebody came back from the source without having signed in there. */
export function SignInFault({ reason }: { readonly reason: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <p role="alert" className={styles.fault}>
      {t("sources.credential.notSignedIn", { reason })}
    </p>
  );
}
