import { Button, Checkbox, Popover, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../../ui/form-error.tsx";
import { LoadingRows } from "../../../ui/states.tsx";
import { choicesMutation, type Given } from "../queries.ts";
import styles from "./settings.module.css";

/** What the source can be asked with while its settings are entered; null where it offers nothing to pick. */
export const ChoicesContext = createContext<Given | null>(null);

interface Props {
  /** Dotted path below the settings. */
  readonly setting: string;
  readonly label: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

const TYPING_MS = 300;

/** Picks values for a list from what there is at the source. */
export function PickChoices(props: Props): ReactNode {
  const { t } = useTranslation();
  const given = use(ChoicesContext);
  const [isOpen, setOpen] = useState(false);
  if (given === null) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={360} trapFocus withinPortal>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" className={styles.pick} onClick={() => setOpen((open) => !open)}>
          {t("sources.choices.pick")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={props.label}>
        <Choices {...props} given={given} />
        <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>
          {t("sources.choices.done")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ setting, label, chosen, given, onChange }: Props & { readonly given: Given }): ReactNode {
  const { t } = useTranslation();
  const { data, error, mutate, isPending } = useMutation(choicesMutation);
  const [typed, setTyped] = useState("");
  const [isAsked, setAsked] = useState(false);
  const ask = useDebouncedCallback((text: string) => mutate({ ...given, setting, typed: text }), TYPING_MS);
  if (!isAsked) {
    setAsked(true);
    mutate({ ...given, setting, typed: "" });
  }
  const toggle = (value: string): void => onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <div className={styles.choices}>
      <TextInput
        aria-label={t("sources.choices.find")}
        placeholder={t("sources.choices.find")}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          ask(event.currentTarget.value);
        }}
      />
      {error !== null && <FormError error={error} />}
      {isPending && data === undefined && <LoadingRows rows={3} />}
      {data !== undefined && data.choices.length === 0 && (
        <p className="note">{typed === "" ? t("sources.choices.none") : t("sources.choices.noneFound", { typed })}</p>
      )}
      <div role="group" aria-label={label} className={styles.choiceList}>
        {data?.choices.map(({ value, label: name, detail }) => (
          <Checkbox key={value} label={name} description={detail} checked={chosen.includes(value)} onChange={() => toggle(value)} />
        ))}
      </div>
    </div>
  );
}
