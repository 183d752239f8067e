import { Button, TextInput } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconFileText, IconInbox, IconLock, IconPlus, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "../../ui/states.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { deletions } from "./deletions.ts";
import { sampleMutation, sourcesQuery } from "./queries.ts";
import { countItems, isUnderWay, shownState } from "./source-state.ts";
import { SourceRow } from "./source-row.tsx";
import styles from "./sources-page.module.css";
import { useNow } from "./use-now.ts";

export function SourcesPage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  useTitle(t("sources.title"));
  if (!hasRole(me.role, "editor")) return <NotForReaders />;
  return <SourceList />;
}

/** Members and viewers do not manage sources; what they may read of them is under Documents. */
function NotForReaders(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <h1>{t("sources.title")}</h1>
      <div className={styles.state}>
        <Empty
          icon={IconLock}
          title={t("sources.noPermission.title")}
          actions={
            <ButtonLink to="/documents" size="xs" variant="default">
              {t("sources.noPermission.documents")}
            </ButtonLink>
          }
        >
          {t("sources.noPermission.text")}
        </Empty>
      </div>
    </div>
  );
}

function SourceList(): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch, isLoading } = useQuery(sourcesQuery);
  const pending = deletions.usePending();
  const [find, setFind] = useState("");
  const now = useNow((data ?? []).some(isUnderWay) ? 1_000 : 15_000);
  const present = (data ?? []).filter((source) => pending.every((each) => each.id !== source.id));
  const shown = present.filter((source) => source.name.toLowerCase().includes(find.trim().toLowerCase()));
  const hasAny = data !== undefined && data.length > 0;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className="grow">
          <h1>{t("sources.title")}</h1>
          {hasAny && <p className={styles.facts}>{<Facts sources={present} />}</p>}
        </div>
        {hasAny && (
          <div className="actions">
            <TextInput
              aria-label={t("sources.find")}
              placeholder={t("sources.find")}
              leftSection={<Icon of={IconSearch} />}
              value={find}
              onChange={(event) => setFind(event.currentTarget.value)}
            />
            <ButtonLink to="/sources/add" leftSection={<Icon of={IconPlus} />}>
              {t("sources.connect")}
            </ButtonLink>
          </div>
        )}
      </header>
      {isLoading && <LoadingRows />}
      {error !== null && (
        <div className={styles.state}>
          <Problem title={t("sources.failedToLoad")} error={error} onRetry={() => void refetch()} />
        </div>
      )}
      <Undo />
      {data !== undefined && data.length === 0 && <NoSources />}
      {hasAny && (
        <>
          <div className={styles.columns} aria-hidden="true">
            <span>{t("sources.column.source")}</span>
            <span>{t("sources.column.state")}</span>
            <span>{t("sources.column.items")}</span>
            <span>{t("sources.column.last")}</span>
            <span>{t("sources.column.next")}</span>
          </div>
          <ul className={styles.list} aria-label={t("sources.title")}>
            {shown.map((source) => (
              <SourceRow key={source.id} source={source} now={now} />
            ))}
          </ul>
          {shown.length === 0 && present.length > 0 && <p className={styles.none}>{t("sources.noneFound", { find: find.trim() })}</p>}
          <Legend />
        </>
      )}
    </div>
  );
}

function Facts({ sources }: { readonly sources: readonly Source[] }): ReactNode {
  const { t } = useTranslation();
  const items = sources.reduce((sum, source) => sum + countItems(source), 0);
  const stopped = sources.filter((source) => shownState(source).kind === "failed").length;
  const withFailures = sources.filter((source) => source.counts.failed > 0).length;
  const said = [
    t("sources.facts.sources", { count: sources.length }) + t("sources.facts.items", { count: items, number: formatNumber(items) }),
    stopped > 0 ? t("sources.facts.stopped", { count: stopped }) : "",
    withFailures > 0 ? t("sources.facts.failed", { count: withFailures }) : "",
  ];
  return said.filter((each) => each !== "").join(" ");
}

/** Deletions that can still be taken back. */
function Undo(): ReactNode {
  const { t } = useTranslation();
  const pending = deletions.usePending();
  return (
    <div role="status">
      {pending.map(({ id, name, documents }) => (
        <div key={id} className={styles.undo}>
          <span>{t("sources.delete.undoText", { name, count: documents, number: formatNumber(documents) })}</span>
          <Button size="xs" variant="default" onClick={() => deletions.takeBack(id)}>
            {t("sources.delete.undo")}
          </Button>
        </div>
      ))}
    </div>
  );
}

function NoSources(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(sampleMutation);
  const load = (): void =>
    mutate(undefined, {
      onSuccess: ({ sourceId }) => {
        void queryClient.invalidateQueries({ queryKey: ["sources"] });
        void navigate({ to: "/sources/$sourceId", params: { sourceId } });
      },
    });
  return (
    <div className={styles.state}>
      <Empty
        icon={IconInbox}
        title={t("sources.empty.title")}
        actions={
          <>
            <ButtonLink to="/sources/add" size="xs">
              {t("sources.empty.connect")}
            </ButtonLink>
            <Button size="xs" variant="default" loading={isPending} onClick={load}>
              {t("sources.empty.sample")}
            </Button>
            <ButtonLink
              to="/documents"
              search={{ upload: true }}
              size="xs"
              variant="default"
              leftSection={<Icon of={IconFileText} size={14} />}
            >
              {t("sources.empty.upload")}
            </ButtonLink>
          </>
        }
      >
        {t("sources.empty.text")}
        {error !== null && <FormError error={error} />}
      </Empty>
    </div>
  );
}

function Legend(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.legend}>
      {(["indexed", "unchanged", "skipped", "failed"] as const).map((name) => (
        <span key={name} data-part={name}>
          {t(`sources.phase.${name}`)}
        </span>
      ))}
    </div>
  );
}
