import { ActionIcon } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, type RefObject, type UIEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { ShortcutKeys } from "../../ui/keys.tsx";
import { CompletionList } from "./completion-list.tsx";
import type { KnownValues } from "./operators.ts";
import styles from "./query-field.module.css";
import { splitQuery } from "./query-syntax.ts";
import { LIST_ID, optionId, useCompletions } from "./use-completions.ts";

interface Props {
  readonly value: string;
  readonly placeholder: string;
  readonly autoFocus?: boolean;
  readonly isLarge?: boolean;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  /** What can stand behind an operator. */
  readonly known?: KnownValues;
  readonly onChange: (value: string) => void;
  readonly onSubmit: () => void;
  /** Ctrl or Cmd with Enter. */
  readonly onAsk?: () => void;
}

const NOTHING: KnownValues = {};

/** One line for a query, with its operators coloured by a layer behind the field, and completed while they are typed. */
export function QueryField(props: Props): ReactNode {
  const { value, placeholder, autoFocus = false, isLarge = false, inputRef, known = NOTHING, onChange, onSubmit, onAsk } = props;
  const { t } = useTranslation();
  const layer = useRef<HTMLDivElement>(null);
  const completions = useCompletions({ value, known, input: inputRef, onChange });
  const follow = (event: UIEvent<HTMLInputElement>): void => {
    if (layer.current !== null) layer.current.scrollLeft = event.currentTarget.scrollLeft;
  };
  const isOpen = completions.list.length > 0;
  return (
    <form
      role="search"
      className={styles.field}
      data-large={isLarge || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        completions.close();
        onSubmit();
      }}
    >
      <Icon of={IconSearch} size={18} />
      <div className={styles.line}>
        <div className={styles.layer} ref={layer} aria-hidden="true">
          {splitQuery(value).map(({ text, isOperator }, index) => (isOperator ? <span key={index}>{text}</span> : text))}
        </div>
        <input
          ref={inputRef}
          type="text"
          enterKeyHint="search"
          role="combobox"
          aria-label={t("search.field")}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={isOpen ? LIST_ID : undefined}
          aria-activedescendant={completions.on === null ? undefined : optionId(completions.on)}
          value={value}
          placeholder={placeholder}
          autoFocus={autoFocus}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onScroll={follow}
          onChange={(event) => {
            onChange(event.target.value);
            completions.onTyped(event.target);
          }}
          onKeyDown={(event) => onFieldKey(event, completions, onAsk)}
          onBlur={completions.close}
        />
        {isOpen && <CompletionList completions={completions.list} on={completions.on} onChoose={completions.choose} />}
      </div>
      <FieldEnd isEmpty={value === ""} onClear={() => onChange("")} />
    </form>
  );
}

function onFieldKey(event: KeyboardEvent<HTMLInputElement>, completions: ReturnType<typeof useCompletions>, onAsk?: () => void): void {
  if (completions.onKeyDown(event)) return;
  if (event.key === "Escape") event.currentTarget.blur();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  onAsk?.();
}

function FieldEnd({ isEmpty, onClear }: { readonly isEmpty: boolean; readonly onClear: () => void }): ReactNode {
  const { t } = useTranslation();
  if (isEmpty) {
    return (
      <span className="not-phone">
        <ShortcutKeys actions={["focus"]} />
      </span>
    );
  }
  return (
    <ActionIcon aria-label={t("search.clear")} onClick={onClear}>
      <Icon of={IconX} />
    </ActionIcon>
  );
}
