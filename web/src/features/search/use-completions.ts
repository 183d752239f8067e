import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { complete, type Completion, completionsOf, type KnownValues, type OpenWord, openWord } from "./operators.ts";

export const LIST_ID = "query-completions";

export function optionId(index: number): string {
  return `${LIST_ID}-${index}`;
}

interface Options {
  readonly value: string;
  readonly known: KnownValues;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onChange: (value: string) => void;
}

interface Completions {
  readonly list: readonly Completion[];
  /** The one that Enter takes; null: Enter searches. */
  readonly on: number | null;
  readonly choose: (completion: Completion) => void;
  readonly close: () => void;
  readonly onTyped: (input: HTMLInputElement) => void;
  /** Whether the key was meant for the list. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => boolean;
}

/** What the word at the caret can become. Nothing is chosen at first, so that Enter goes on searching for what was typed. */
export function useCompletions({ value, known, input, onChange }: Options): Completions {
  const [word, setWord] = useState<OpenWord | null>(null);
  const [on, setOn] = useState<number | null>(null);
  const caret = useRef<number | null>(null);
  const list = word === null ? [] : completionsOf(word.text, known);
  const close = (): void => {
    setWord(null);
    setOn(null);
  };
  useEffect(() => {
    if (caret.current === null) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [value, input]);
  const choose = (completion: Completion): void => {
    if (word === null) return;
    const completed = complete(value, word, completion);
    caret.current = completed.caret;
    onChange(completed.query);
    setOn(null);
    // Behind an operator its values come at once.
    setWord(completion.value === null ? { start: word.start, text: completion.text } : null);
    input.current?.focus();
  };
  const move = (by: number): void => setOn(on === null ? (by > 0 ? 0 : list.length - 1) : (on + by + list.length) % list.length);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    if (list.length === 0 || event.nativeEvent.isComposing) return false;
    const chosen = on === null ? undefined : list[on];
    const first = event.key === "Tab" && !event.shiftKey ? (chosen ?? list[0]) : chosen;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && first !== undefined && !event.ctrlKey && !event.metaKey && !event.shiftKey)
      choose(first);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    list,
    on,
    choose,
    close,
    onKeyDown,
    onTyped: (field) => {
      setOn(null);
      setWord(openWord(field.value, field.selectionStart ?? field.value.length));
    },
  };
}
