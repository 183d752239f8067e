import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { kindName } from "../documents/kind-name.ts";
import styles from "./completion-list.module.css";
import type { Completion } from "./operators.ts";
import { LIST_ID, optionId } from "./use-completions.ts";

interface Props {
  readonly completions: readonly Completion[];
  readonly on: number | null;
  readonly onChoose: (completion: Completion) => void;
}

export function CompletionList({ completions, on, onChoose }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <ul id={LIST_ID} role="listbox" aria-label={t("search.completions")} className={styles.list}>
      {completions.map((completion, index) => (
        <li
          key={completion.text}
          id={optionId(index)}
          role="option"
          aria-selected={on === index}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(completion)}
        >
          <code dir="auto">{completion.text}</code>
          <span className="cut">
            {completion.value === null
              ? t(`search.operators.${completion.operator}`)
              : completion.operator === "type" && kindName(completion.value)}
          </span>
        </li>
      ))}
    </ul>
  );
}
