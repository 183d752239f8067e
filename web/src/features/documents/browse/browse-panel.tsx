import { ActionIcon, SegmentedControl } from "@mantine/core";
import type { Document } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { IconDots, IconFileOff, IconRefresh, IconTrash } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../../app/api.ts";
import { hasRole } from "../../../app/navigation.ts";
import { formatDay } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Inspector } from "../../../ui/inspector.tsx";
import { Menu, type MenuEntry } from "../../../ui/menu.tsx";
import { Empty, LoadingRows, Problem, useErrorText } from "../../../ui/states.tsx";
import { toast } from "../../../ui/toast.ts";
import { AccessLine } from "../access-line.tsx";
import { Crumbs } from "../crumbs.tsx";
import { DocumentText } from "../document-text.tsx";
import { OpenDocument } from "../open-document.tsx";
import { documentQuery, documentTextQuery } from "../queries.ts";
import { type BrowseState, type View, VIEWS, withOpen } from "./browse-state.ts";
import styles from "./browse-panel.module.css";
import { DeleteUpload } from "./delete-upload.tsx";
import { Details } from "./details.tsx";
import { reindexMutation } from "./queries.ts";

const AccessView = lazy(async () => ({ default: (await import("./access-view.tsx")).AccessView }));

interface Props {
  readonly id: string;
  readonly state: BrowseState;
  readonly onChange: (state: BrowseState) => void;
}

/** One document: its text, what is known of it, and who can see it. */
export function BrowsePanel({ id, state, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: document, error, refetch } = useQuery(documentQuery(id));
  const isGone = isApiError(error) && error.status === 404;
  const view = state.view ?? "text";
  const close = (): void => onChange(withOpen(state, null));
  return (
    <Inspector
      label={t("browse.panel")}
      title={isGone ? t("documents.gone") : (document?.title ?? "")}
      facts={
        document !== undefined && (
          <Crumbs
            source={document.source.name}
            path={document.path}
            note={factOf(t("documents.changed", { date: formatDay(document.updatedAt) }), state, (version) =>
              t("documents.version", { version }),
            )}
          />
        )
      }
      bar={
        document !== undefined && (
          <>
            <SegmentedControl
              aria-label={t("browse.view.label")}
              value={view}
              onChange={(next) => onChange(withView(state, next))}
              data={VIEWS.map((value) => ({ value, label: t(`browse.view.${value}`) }))}
            />
            <span className="grow" />
            <Actions document={document} onDeleted={close} />
          </>
        )
      }
      foot={document !== undefined && view === "text" ? <AccessLine documentId={id} sourceName={document.source.name} /> : undefined}
      onClose={close}
    >
      <Body id={id} document={document} error={error} state={state} onRetry={() => void refetch()} onChange={onChange} />
    </Inspector>
  );
}

interface BodyProps extends Props {
  readonly document: Document | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

function Body({ id, document, error, state, onRetry, onChange }: BodyProps): ReactNode {
  const { t } = useTranslation();
  if (isApiError(error) && error.status === 404) {
    return (
      <div className={styles.state}>
        <Empty icon={IconFileOff} title={t("documents.gone")}>
          {t("browse.goneText")}
        </Empty>
      </div>
    );
  }
  if (error !== null) {
    return (
      <div className={styles.state}>
        <Problem title={t("documents.failed")} error={error} onRetry={onRetry} />
      </div>
    );
  }
  if (document === undefined) return <LoadingRows />;
  const { view = "text", version, person } = state;
  return (
    <Suspense fallback={<LoadingRows />}>
      {view === "text" && <Text id={id} version={version} />}
      {view === "details" && (
        <Details document={document} version={version} onVersion={(next) => onChange({ ...withView(state, "text"), version: next })} />
      )}
      {view === "access" && <AccessView document={document} person={person} onPerson={(next) => onChange({ ...state, person: next })} />}
    </Suspense>
  );
}

function factOf(changed: string, { version }: BrowseState, ofVersion: (version: number) => string): string {
  return version === undefined ? changed : ofVersion(version);
}

function withView({ view: _view, ...rest }: BrowseState, view: View): BrowseState {
  return view === "text" ? rest : { ...rest, view };
}

function Text({ id, version }: { readonly id: string; readonly version: number | undefined }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(documentTextQuery(id, version));
  if (error !== null) {
    return (
      <div className={styles.state}>
        <Problem title={t("documents.failed")} error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return data === undefined ? <LoadingRows /> : <DocumentText key={version} text={data.text} passage={null} marks={[]} />;
}

interface ActionsProps {
  readonly document: Document;
  readonly onDeleted: () => void;
}

function Actions({ document, onDeleted }: ActionsProps): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const reindex = useMutation({
    ...reindexMutation,
    onSuccess: () => toast(t("browse.reindexing")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["document", document.id] }),
  });
  const refused = useErrorText(reindex.error);
  const isUpload = document.source.connector === "upload";
  const isOwn = isUpload && document.metadata["uploadedBy"] === me.id;
  const mayManage = hasRole(me.role, "editor") || isOwn;
  const entries: MenuEntry[] = [
    { label: t("browse.reindex"), icon: IconRefresh, isDisabled: reindex.isPending, onClick: () => reindex.mutate(document.id) },
    ...(isUpload ? [{ label: t("browse.delete.menu"), icon: IconTrash, isDangerous: true, onClick: () => setDeleting(true) }] : []),
  ];
  return (
    <>
      {reindex.error !== null && (
        <span role="alert" className={styles.refused} title={refused}>
          {refused}
        </span>
      )}
      <OpenDocument document={document} url={document.url} otherwise={null} />
      {mayManage && (
        <Menu
          entries={entries}
          target={
            <ActionIcon aria-label={t("browse.more")}>
              <Icon of={IconDots} />
            </ActionIcon>
          }
        />
      )}
      {isDeleting && <DeleteUpload document={document} onClose={() => setDeleting(false)} onDeleted={onDeleted} />}
    </>
  );
}
