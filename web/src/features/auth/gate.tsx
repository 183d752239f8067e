import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changeLanguage, LANGUAGES } from "../../i18n/start-i18n.ts";
import { Wordmark } from "../../ui/logo.tsx";
import { useHere } from "./use-here.ts";
import styles from "./gate.module.css";

interface Props {
  readonly children: ReactNode;
  readonly isWide?: boolean;
}

/** Frame of the pages before somebody is signed in. */
export function Gate({ children, isWide = false }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  const { organisation } = useHere();
  return (
    <div className={styles.gate}>
      <header>
        <Wordmark />
        <Select
          aria-label={t("auth.language")}
          size="xs"
          w={120}
          allowDeselect={false}
          value={i18n.language}
          data={LANGUAGES.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => {
            const language = LANGUAGES.find(({ id }) => id === value);
            if (language !== undefined) void changeLanguage(language.id);
          }}
        />
      </header>
      <main data-wide={isWide || undefined}>
        {organisation !== "" && (
          <p className={styles.organisation} dir="auto">
            {organisation}
          </p>
        )}
        {children}
      </main>
    </div>
  );
}
