import { ActionIcon } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { IconBookmark, IconDownload, IconMessageCircle } from "@tabler/icons-react";
import { lazy, type ReactNode, type RefObject, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { toast } from "../../ui/toast.ts";
import { toCsv, toJson } from "./export-results.ts";
import type { ChatSearch } from "../chat/route.ts";
import type { KnownValues } from "./operators.ts";
import { fetchAllResults } from "./queries.ts";
import { QueryField } from "./query-field.tsx";
import { plainWords } from "./query-syntax.ts";
import { toSave } from "./saved-state.ts";
import type { SearchState } from "./search-state.ts";
import styles from "./top-bar.module.css";

const NameDialog = lazy(async () => ({ default: (await import("./name-dialog.tsx")).NameDialog }));

interface Props {
  readonly state: SearchState;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly hasResults: boolean;
  readonly known: KnownValues;
  readonly onChange: (state: SearchState, replace?: boolean) => void;
}

export function TopBar({ state, field, hasResults, known, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ask = askAbout(state);
  return (
    <>
      <QueryField
        value={state.q ?? ""}
        placeholder={t("search.placeholder")}
        autoFocus={state.q === undefined}
        inputRef={field}
        known={known}
        onChange={(q) => {
          const { q: _before, open: _open, literal: _literal, ...rest } = state;
          onChange(q === "" ? rest : { ...rest, q });
        }}
        onSubmit={() => {
          onChange(state, false);
          field.current?.blur();
        }}
        onAsk={() => void navigate({ to: "/chat", search: ask })}
      />
      <div className={`actions not-phone ${styles.actions}`}>
        {(state.q ?? "").trim() !== "" && <SaveButton state={state} />}
        {hasResults && <ExportMenu state={state} />}
        {hasResults && (
          <ButtonLink to="/chat" search={ask} variant="light" leftSection={<Icon of={IconMessageCircle} />}>
            {t("search.askAbout")}
          </ButtonLink>
        )}
      </div>
    </>
  );
}

/** The chat's address with this query as its draft and these filters as its scope. */
export function askAbout({ q = "", open: _open, sort: _sort, literal: _literal, ...filters }: SearchState): ChatSearch {
  const words = plainWords(q);
  return { ...filters, ...(words !== "" && { ask: words }) };
}

function SaveButton({ state }: { readonly state: SearchState }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActionIcon
        variant="default"
        size={32}
        aria-label={t("search.saved.save")}
        title={t("search.saved.save")}
        onClick={() => setOpen(true)}
      >
        <Icon of={IconBookmark} />
      </ActionIcon>
      <Suspense>{isOpen && <NameDialog saved={toSave(state)} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

const FORMATS = [
  { name: "CSV", extension: "csv", type: "text/csv", write: toCsv },
  { name: "JSON", extension: "json", type: "application/json", write: toJson },
] as const;

function ExportMenu({ state }: { readonly state: SearchState }): ReactNode {
  const { t } = useTranslation();
  const save = async ({ extension, type, write }: (typeof FORMATS)[number]): Promise<void> => {
    try {
      saveFile(`search-results.${extension}`, write(await fetchAllResults(state)), type);
    } catch {
      // The list itself says what is wrong with the search.
      toast(t("search.exportFailed"));
    }
  };
  return (
    <Menu
      width={128}
      entries={FORMATS.map((format) => ({ label: format.name, onClick: () => void save(format) }))}
      target={
        <ActionIcon variant="default" size={32} aria-label={t("search.export")}>
          <Icon of={IconDownload} />
        </ActionIcon>
      }
    />
  );
}
