import { ActionIcon } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, type Ref, type UIEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import styles from "./query-field.module.css";
import { splitQuery } from "./query-syntax.ts";

interface Props {
  readonly value: string;
  readonly placeholder: string;
  readonly autoFocus?: boolean;
  readonly isLarge?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onChange: (value: string) => void;
  readonly onSubmit: () => void;
  /** Ctrl or Cmd with Enter. */
  readonly onAsk?: () => void;
}

/** One line for a query, with its operators coloured by a layer behind the field. */
export function QueryField(props: Props): ReactNode {
  const { value, placeholder, autoFocus = false, isLarge = false, inputRef, onChange, onSubmit, onAsk } = props;
  const { t } = useTranslation();
  const layer = useRef<HTMLDivElement>(null);
  const follow = (event: UIEvent<HTMLInputElement>): void => {
    if (layer.current !== null) layer.current.scrollLeft = event.currentTarget.scrollLeft;
  };
  return (
    <form
      role="search"
      className={styles.field}
      data-large={isLarge || undefined}
      onSubmit={(event) => {
        event.preventDefault();
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
          aria-label={t("search.field")}
          value={value}
          placeholder={placeholder}
          autoFocus={autoFocus}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onScroll={follow}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              onAsk?.();
            }
          }}
        />
      </div>
      {value === "" ? (
        <kbd className="not-phone">/</kbd>
      ) : (
        <ActionIcon aria-label={t("search.clear")} onClick={() => onChange("")}>
          <Icon of={IconX} />
        </ActionIcon>
      )}
    </form>
  );
}
