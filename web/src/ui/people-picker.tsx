import { ActionIcon, Input, Popover } from "@mantine/core";
import { IconUser, IconUsersGroup, IconWorld, IconX } from "@tabler/icons-react";
import { type ChangeEvent, type ClipboardEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon.tsx";
import styles from "./people-picker.module.css";

/** A person, a group, or everybody of a kind. */
export interface PersonOrGroup {
  /** Of the same one the same, wherever it comes from. */
  readonly key: string;
  readonly kind: "person" | "group" | "everybody";
  readonly name: string;
  /** What tells it from its likes: an address, the number of members. */
  readonly hint?: string;
}

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly chosen: readonly PersonOrGroup[];
  readonly onChange: (chosen: readonly PersonOrGroup[]) => void;
  readonly typed: string;
  readonly onTyped: (text: string) => void;
  /** Those that fit what is typed, best first. */
  readonly found: readonly PersonOrGroup[];
  /** What is found belongs to what was typed before. */
  readonly isSearching: boolean;
  /** Why nobody could be looked for, where that is so. */
  readonly problem?: string | null;
  /** What was typed where it names somebody by itself, such as an address; null where it does not. */
  readonly read?: (text: string) => PersonOrGroup | null;
  /** What to do when neither fits. */
  readonly unclear: string;
}

const ICONS = { person: IconUser, group: IconUsersGroup, everybody: IconWorld } as const;
const SEPARATORS = /[\s,;]+/;
const NOBODY = (): null => null;

/** Chooses people and groups by name or address: type, arrows, Enter; Backspace in the empty field takes the last one back, and a list of addresses can be pasted. */
export function PeoplePicker(props: Props): ReactNode {
  const { label, chosen, typed, placeholder, unclear, problem } = props;
  const { t } = useTranslation();
  const id = useId();
  const picker = usePicker(props);
  const { options, active, isShown, isUnclear } = picker;
  const isList = isShown && options.length > 0;
  const nobody = problem ?? t("ui.picker.nobody");
  return (
    <Input.Wrapper label={label} labelProps={{ htmlFor: id }} error={isUnclear ? unclear : null} errorProps={{ id: `${id}-error` }}>
      <Popover
        opened={isShown}
        width="target"
        position="bottom-start"
        offset={4}
        withRoles={false}
        withinPortal={false}
        trapFocus={false}
        returnFocus={false}
      >
        <Popover.Target>
          <div className={styles.field} data-invalid={isUnclear || undefined}>
            {chosen.length > 0 && <Chips label={label} chosen={chosen} onRemove={picker.remove} />}
            <input
              ref={picker.input}
              id={id}
              className={styles.input}
              role="combobox"
              aria-autocomplete="list"
              aria-expanded={isList}
              aria-controls={isList ? `${id}-list` : undefined}
              aria-activedescendant={isList ? `${id}-${active}` : undefined}
              aria-invalid={isUnclear || undefined}
              aria-describedby={isUnclear ? `${id}-error` : undefined}
              data-mantine-stop-propagation={isShown || undefined}
              autoComplete="off"
              spellCheck={false}
              dir="auto"
              placeholder={chosen.length === 0 ? placeholder : ""}
              value={typed}
              {...picker.events}
            />
          </div>
        </Popover.Target>
        <Popover.Dropdown className={styles.dropdown}>
          {isList ? <Options {...{ id, label, options, active }} onPick={picker.add} /> : <p>{nobody}</p>}
        </Popover.Dropdown>
      </Popover>
      <span role="status" className="visually-hidden">
        {isShown && (isList ? t("ui.picker.found", { count: options.length }) : nobody)}
      </span>
    </Input.Wrapper>
  );
}

/** What the field does, whatever it looks like. */
function usePicker({ chosen, onChange, typed, onTyped, found, isSearching, read = NOBODY }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [isUnclear, setUnclear] = useState(false);
  const asWritten = read(typed.trim());
  const options = without(chosen, [...found, ...(asWritten === null ? [] : [asWritten])]);
  const isNobody = typed.trim().length > 1 && options.length === 0 && !isSearching;
  const isShown = isOpen && (options.length > 0 || isNobody);
  const change = (text: string): void => {
    onTyped(text);
    setActive(0);
    setUnclear(false);
    setOpen(true);
  };
  const add = (...picks: readonly PersonOrGroup[]): void => {
    onChange([...chosen, ...without(chosen, picks)]);
    change("");
    setOpen(false);
  };
  const keys: Keys = {
    options,
    active,
    isShown,
    onMove: (place) => {
      setOpen(true);
      setActive(place);
    },
    onPick: add,
    onRefuse: () => setUnclear(typed.trim() !== "" && !isSearching),
    onClose: () => setOpen(false),
    onTakeBack: () => onChange(chosen.slice(0, -1)),
  };
  const events = {
    onChange: (event: ChangeEvent<HTMLInputElement>) => change(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent) => handleKey(event, keys, typed === ""),
    onFocus: () => setOpen(true),
    onBlur: () => {
      setOpen(false);
      // Whoever writes an address and goes on to the button means it.
      if (asWritten !== null) add(asWritten);
      else setUnclear(typed.trim() !== "");
    },
    onPaste: (event: ClipboardEvent) => {
      const picks = readList(event.clipboardData.getData("text"), read);
      if (picks === null) return;
      event.preventDefault();
      add(...picks);
    },
  };
  const remove = (pick: PersonOrGroup): void => {
    onChange(chosen.filter(({ key }) => key !== pick.key));
    input.current?.focus();
  };
  return { input, options, active, isShown, isUnclear, add, remove, events };
}

/** Each once, and none that is chosen. */
function without(chosen: readonly PersonOrGroup[], picks: readonly PersonOrGroup[]): readonly PersonOrGroup[] {
  return picks.filter(({ key }, at) => !chosen.some((each) => each.key === key) && picks.findIndex((each) => each.key === key) === at);
}

/** Null for what is no list of addresses. */
function readList(text: string, read: (text: string) => PersonOrGroup | null): readonly PersonOrGroup[] | null {
  const picks = text
    .split(SEPARATORS)
    .filter((piece) => piece !== "")
    .map((piece) => read(piece));
  return picks.length > 1 && picks.every((pick) => pick !== null) ? picks : null;
}

interface Keys {
  readonly options: readonly PersonOrGroup[];
  readonly active: number;
  readonly isShown: boolean;
  readonly onMove: (place: number) => void;
  readonly onPick: (pick: PersonOrGroup) => void;
  readonly onRefuse: () => void;
  readonly onClose: () => void;
  readonly onTakeBack: () => void;
}

function handleKey(event: KeyboardEvent, keys: Keys, isEmpty: boolean): void {
  const { options, active, isShown, onMove, onPick, onRefuse, onClose, onTakeBack } = keys;
  // While letters are put together, Enter and the arrows belong to that.
  if (event.nativeEvent.isComposing) return;
  const step = (by: number): void => onMove(options.length === 0 ? 0 : (active + by + options.length) % options.length);
  if (event.key === "ArrowUp") step(-1);
  else if (event.key === "ArrowDown") step(isShown ? 1 : 0);
  else if (event.key === "Enter") {
    const option = isShown ? options[active] : undefined;
    if (option === undefined) onRefuse();
    else onPick(option);
  } else if (event.key === "Escape" && isShown) onClose();
  else if (event.key === "Backspace" && isEmpty) onTakeBack();
  else return;
  event.preventDefault();
}

interface ChipsProps {
  readonly label: string;
  readonly chosen: readonly PersonOrGroup[];
  readonly onRemove: (pick: PersonOrGroup) => void;
}

function Chips({ label, chosen, onRemove }: ChipsProps): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className={styles.chips} aria-label={t("ui.picker.chosen", { label })}>
      {chosen.map((pick) => (
        <li key={pick.key} className={styles.chip} title={pick.hint}>
          <Icon of={ICONS[pick.kind]} size={14} />
          <span className="cut" dir="auto">
            {pick.name}
          </span>
          <ActionIcon size={24} aria-label={t("ui.picker.remove", { name: pick.name })} onClick={() => onRemove(pick)}>
            <Icon of={IconX} size={14} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}

interface OptionsProps {
  /** Of the field. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly PersonOrGroup[];
  readonly active: number;
  readonly onPick: (pick: PersonOrGroup) => void;
}

function Options({ id, label, options, active, onPick }: OptionsProps): ReactNode {
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={label}>
      {options.map((option, at) => (
        <li
          key={option.key}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          className={styles.option}
          // The field keeps the focus, or it would take the text for finished.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(option)}
        >
          <Icon of={ICONS[option.kind]} />
          <span className="grow">
            <span dir="auto">{option.name}</span>
            {option.hint !== undefined && <small>{option.hint}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
