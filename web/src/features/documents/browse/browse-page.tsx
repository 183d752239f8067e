import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouteContext } from "@tanstack/react-router";
import { IconFolders, IconSearch, IconUpload } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../../app/navigation.ts";
import { useHere } from "../../auth/use-here.ts";
import { Columns, useIsNarrow } from "../../../ui/columns.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { useTitle } from "../../../ui/use-title.ts";
import { type BrowseState, type Order, ORDERS, withOpen } from "./browse-state.ts";
import styles from "./browse-page.module.css";
import { BrowsePanel } from "./browse-panel.tsx";
import { DocumentList } from "./document-list.tsx";
import { DropArea } from "./drop-area.tsx";
import { FolderMenu } from "./folder-menu.tsx";
import { pathOf } from "./folders.ts";
import { foldersQuery, readableSourcesQuery } from "./queries.ts";
import { Tree } from "./tree.tsx";
import { UploadPanel } from "./upload-panel.tsx";

const route = getRouteApi("/shell/documents");
const TYPING_MS = 200;

/** Documents by where they lie. What is listed is what the reader may open. */
export function BrowsePage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { has } = useHere();
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const [isTreeOpen, setTreeOpen] = useState(false);
  useTitle(t("browse.title"));
  const change = (next: BrowseState, replace = true): void => void navigate({ search: next, replace });
  const mayUpload = hasRole(me.role, "member") && has("features.memberUploads");
  return (
    <DropArea isOn={mayUpload} onDropped={() => change({ ...state, upload: true })}>
      <Columns
        context={
          <Tree
            state={state}
            onChoose={(next) => {
              change(next, false);
              setTreeOpen(false);
            }}
          />
        }
        contextLabel={t("browse.places")}
        isContextOpen={isTreeOpen}
        onContextClose={() => setTreeOpen(false)}
        mainLabel={t("browse.title")}
        inspector={state.open === undefined ? null : <BrowsePanel key={state.open} id={state.open} state={state} onChange={change} />}
      >
        <Head state={state} mayUpload={mayUpload} onChange={change} onTree={() => setTreeOpen(true)} />
        {state.upload === true && <UploadPanel mayUpload={mayUpload} onClose={() => change(withoutUpload(state))} />}
        <DocumentList state={state} onOpen={(id) => change(withOpen(state, id))} onChange={change} />
      </Columns>
    </DropArea>
  );
}

function withoutUpload({ upload: _upload, ...rest }: BrowseState): BrowseState {
  return rest;
}

function withoutFolder({ folder: _folder, open: _open, ...rest }: BrowseState): BrowseState {
  return rest;
}

interface HeadProps {
  readonly state: BrowseState;
  readonly mayUpload: boolean;
  readonly onChange: (state: BrowseState, replace?: boolean) => void;
  readonly onTree: () => void;
}

function Head({ state, mayUpload, onChange, onTree }: HeadProps): ReactNode {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  return (
    <header className={styles.head}>
      <div className={styles.titleRow}>
        <div className="grow">
          <h1>{t("browse.title")}</h1>
          <div className={styles.where}>
            <Breadcrumb state={state} onChange={onChange} />
            {state.source !== undefined && state.folder !== undefined && (
              <FolderMenu source={state.source} folder={state.folder} onGone={() => onChange(withoutFolder(state), false)} />
            )}
          </div>
        </div>
        {mayUpload && (
          <Button leftSection={<Icon of={IconUpload} />} onClick={() => onChange({ ...state, upload: true })}>
            {t("browse.upload.button")}
          </Button>
        )}
      </div>
      <div className={styles.tools}>
        {isNarrow && (
          <Button variant="default" size="xs" leftSection={<Icon of={IconFolders} />} onClick={onTree}>
            {t("browse.places")}
          </Button>
        )}
        <Find state={state} onChange={onChange} />
        <Select
          size="xs"
          className={styles.order ?? ""}
          aria-label={t("browse.order.label")}
          allowDeselect={false}
          data={ORDERS.map((value) => ({ value, label: t(`browse.order.${value}`) }))}
          value={state.order ?? "title"}
          onChange={(value) => onChange({ ...state, order: value as Order })}
        />
      </div>
    </header>
  );
}

function Find({ state, onChange }: Pick<HeadProps, "state" | "onChange">): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(state.q ?? "");
  const [settled] = useDebouncedValue(typed, TYPING_MS);
  useEffect(() => {
    const { q, ...rest } = state;
    const wanted = settled.trim();
    if (wanted !== (q ?? "")) onChange(wanted === "" ? rest : { ...rest, q: wanted });
    // Only what was typed asks; an address that changes by itself does not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <TextInput
      size="xs"
      className={styles.find ?? ""}
      aria-label={t("browse.find")}
      placeholder={t("browse.find")}
      leftSection={<Icon of={IconSearch} size={14} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

/** Where one is; each step leads back. */
function Breadcrumb({ state, onChange }: Pick<HeadProps, "state" | "onChange">): ReactNode {
  const { t } = useTranslation();
  const { data: sources = [] } = useQuery(readableSourcesQuery);
  const { data: folders = [] } = useQuery(foldersQuery(state.source));
  const { source, folder, ...rest } = state;
  const steps: { key: string; name: string; next: BrowseState }[] = [{ key: "all", name: t("browse.allSources"), next: rest }];
  if (source !== undefined) {
    steps.push({ key: source, name: sources.find((each) => each.id === source)?.name ?? source, next: { ...rest, source } });
    for (const each of folder === undefined ? [] : pathOf(folders, folder))
      steps.push({ key: each.id, name: each.title, next: { ...rest, source, folder: each.id } });
  }
  return (
    <nav aria-label={t("browse.breadcrumb")}>
      <ol className={styles.crumbs}>
        {steps.map(({ key, name, next }, index) => (
          <li key={key}>
            {index === steps.length - 1 ? (
              <span aria-current="page" dir="auto">
                {name}
              </span>
            ) : (
              <button type="button" dir="auto" onClick={() => onChange(next, false)}>
                {name}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
