import { useQuery } from "@tanstack/react-query";
import { IconFolder, IconFolderOpen, IconStack2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { LoadingRows, Problem } from "../../../ui/states.tsx";
import { ConnectorIcon } from "../../sources/connector-icon.tsx";
import type { BrowseState } from "./browse-state.ts";
import { childrenOf, countBelow, type Folder, pathOf } from "./folders.ts";
import { foldersQuery, readableSourcesQuery } from "./queries.ts";
import styles from "./tree.module.css";

interface Props {
  readonly state: BrowseState;
  readonly onChoose: (state: BrowseState) => void;
}

/** Sources, and the folders of the one that is chosen, open along the way to where one is. */
export function Tree({ state, onChoose }: Props): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(readableSourcesQuery);
  const { data: folders = [] } = useQuery(foldersQuery(state.source));
  const kept = state.order === undefined ? {} : { order: state.order };
  if (error !== null)
    return <div className={styles.state}>{<Problem title={t("browse.sourcesFailed")} error={error} onRetry={() => void refetch()} />}</div>;
  if (data === undefined) return <LoadingRows />;
  const open = state.folder === undefined ? [] : pathOf(folders, state.folder);
  return (
    <nav aria-label={t("browse.places")} className={styles.tree}>
      <ul>
        <li>
          <Node
            isOn={state.source === undefined}
            count={data.reduce((sum, each) => sum + each.documents, 0)}
            onClick={() => onChoose(kept)}
          >
            <Icon of={IconStack2} />
            <span className="cut">{t("browse.allSources")}</span>
          </Node>
        </li>
        {data.map((source) => (
          <li key={source.id}>
            <Node
              isOn={state.source === source.id && state.folder === undefined}
              count={source.documents}
              onClick={() => onChoose({ ...kept, source: source.id })}
            >
              <ConnectorIcon connector={source.connector} size={16} />
              <span className="cut" dir="auto">
                {source.name}
              </span>
            </Node>
            {state.source === source.id && (
              <Branch
                folders={folders}
                parentId={null}
                open={open}
                depth={1}
                onChoose={(folder) => onChoose({ ...kept, source: source.id, folder })}
              />
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface BranchProps {
  readonly folders: readonly Folder[];
  readonly parentId: string | null;
  /** The folders on the way to the chosen one, which is the last. */
  readonly open: readonly Folder[];
  readonly depth: number;
  readonly onChoose: (folder: string) => void;
}

function Branch({ folders, parentId, open, depth, onChoose }: BranchProps): ReactNode {
  const children = childrenOf(folders, parentId);
  if (children.length === 0) return null;
  return (
    <ul>
      {children.map((folder) => {
        const isOpen = open.includes(folder);
        return (
          <li key={folder.id}>
            <Node isOn={open.at(-1) === folder} count={countBelow(folders, folder.id)} depth={depth} onClick={() => onChoose(folder.id)}>
              <Icon of={isOpen ? IconFolderOpen : IconFolder} />
              <span className="cut" dir="auto">
                {folder.title}
              </span>
            </Node>
            {isOpen && <Branch folders={folders} parentId={folder.id} open={open} depth={depth + 1} onChoose={onChoose} />}
          </li>
        );
      })}
    </ul>
  );
}

interface NodeProps {
  readonly isOn: boolean;
  readonly count: number;
  readonly depth?: number;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Node({ isOn, count, depth = 0, onClick, children }: NodeProps): ReactNode {
  return (
    <button
      type="button"
      className={styles.node}
      aria-current={isOn ? "true" : undefined}
      style={{ paddingInlineStart: 12 + Math.min(depth, 6) * 14 }}
      onClick={onClick}
    >
      {children}
      <span className={`num ${styles.count}`}>{formatNumber(count)}</span>
    </button>
  );
}
