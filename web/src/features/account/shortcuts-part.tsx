import { Button } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./account-page.module.css";

const ShortcutSheet = lazy(async () => ({ default: (await import("../../app/shortcut-sheet.tsx")).ShortcutSheet }));

/** The way to the shortcuts for whoever has switched their keys off. */
export function ShortcutsPart(): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="account-shortcuts">
      <h2 id="account-shortcuts">{t("shell.keys.title")}</h2>
      <p className={styles.explanation}>{t("account.shortcuts")}</p>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t("account.showShortcuts")}
      </Button>
      <Suspense>{isOpen && <ShortcutSheet onClose={() => setOpen(false)} />}</Suspense>
    </section>
  );
}
