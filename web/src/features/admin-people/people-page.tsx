import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { User } from "@smartypants/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import { IconSearch, IconUserOff, IconUserPlus } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatDay, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { AdminPage, Toolbar } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { Invites } from "./invites.tsx";
import styles from "./people.module.css";
import { PersonPanel } from "./person-panel.tsx";
import { peopleQuery } from "./queries.ts";

const route = getRouteApi("/shell/admin/people");
const TYPING_MS = 200;

export function PeoplePage(): ReactNode {
  const { t } = useTranslation();
  const { q = "", person } = route.useSearch();
  const navigate = route.useNavigate();
  const [isInviting, setInviting] = useState(false);
  const query = useInfiniteQuery(peopleQuery(q));
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <AdminPage
      title={t("adminPeople.title")}
      facts={query.data !== undefined && q === "" ? <Facts count={people.length} hasMore={query.hasNextPage} /> : undefined}
      actions={
        <Button leftSection={<Icon of={IconUserPlus} />} onClick={() => setInviting(true)}>
          {t("adminPeople.invite")}
        </Button>
      }
      inspector={
        person === undefined ? null : (
          <PersonPanel key={person} id={person} onClose={() => void navigate({ search: ({ person: _closed, ...rest }) => rest })} />
        )
      }
    >
      <PersonSearch
        key={q === "" ? "all" : "some"}
        q={q}
        onSearch={(wanted) => void navigate({ search: wanted === "" ? {} : { q: wanted }, replace: true })}
      />
      <Loaded query={query} failed={t("adminPeople.failed")}>
        {() => (
          <PeopleList
            people={people}
            q={q}
            openId={person}
            onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
            isLoadingMore={query.isFetchingNextPage}
          />
        )}
      </Loaded>
      <Invites />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </AdminPage>
  );
}

function Facts({ count, hasMore }: { readonly count: number; readonly hasMore: boolean }): ReactNode {
  const { t } = useTranslation();
  const number = formatNumber(count);
  return hasMore ? t("adminPeople.factsMore", { number }) : t("adminPeople.facts", { count, number });
}

function PersonSearch({ q, onSearch }: { readonly q: string; readonly onSearch: (q: string) => void }): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(q);
  const search = useDebouncedCallback(onSearch, TYPING_MS);
  // Somebody has asked for everybody again, elsewhere on the page or by going back.
  useEffect(() => {
    if (q === "") setText("");
  }, [q]);
  return (
    <Toolbar>
      <TextInput
        type="search"
        w={280}
        aria-label={t("adminPeople.search")}
        placeholder={t("adminPeople.search")}
        leftSection={<Icon of={IconSearch} size={14} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value.trim());
        }}
      />
    </Toolbar>
  );
}

interface ListProps {
  readonly people: readonly User[];
  readonly q: string;
  readonly openId: string | undefined;
  readonly onMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

function PeopleList({ people, q, openId, onMore, isLoadingMore }: ListProps): ReactNode {
  const { t } = useTranslation();
  const columns = useColumns();
  if (people.length === 0) {
    return (
      <Nothing>
        <Empty
          icon={IconUserOff}
          title={t("adminPeople.none")}
          actions={
            <ButtonLink to="/admin/people" size="xs" variant="default">
              {t("adminPeople.clear")}
            </ButtonLink>
          }
        >
          {t("adminPeople.noneText", { query: q })}
        </Empty>
      </Nothing>
    );
  }
  return (
    <DataTable
      label={t("adminPeople.title")}
      columns={columns}
      rows={people}
      rowKey={(each) => each.id}
      openKey={openId}
      onMore={onMore}
      isLoadingMore={isLoadingMore}
    />
  );
}

function useColumns(): readonly Column<User>[] {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  return [
    {
      id: "name",
      label: t("adminPeople.column.name"),
      phone: "first",
      cell: ({ id, name, email }) => (
        <>
          <Link
            from="/admin/people"
            to="/admin/people"
            search={(before) => ({ ...before, person: id })}
            className={styles.name}
            aria-label={t("adminPeople.open", { name })}
          >
            {name}
          </Link>
          {id === me.id && <span className={styles.you}>{t("adminPeople.you")}</span>}
          <div className={styles.address}>{email}</div>
        </>
      ),
    },
    { id: "role", label: t("adminPeople.column.role"), cell: ({ role }) => t(`admin.role.${role}`) },
    { id: "state", label: t("adminPeople.column.state"), phone: "state", cell: (person) => <PersonState person={person} /> },
    {
      id: "joined",
      label: t("adminPeople.column.joined"),
      cell: ({ createdAt }) => <time dateTime={createdAt}>{formatDay(createdAt)}</time>,
    },
  ];
}

function PersonState({ person: { disabled, verifiedAt } }: { readonly person: User }): ReactNode {
  const { t } = useTranslation();
  if (disabled) return <Status kind="paused">{t("adminPeople.disabled")}</Status>;
  if (verifiedAt === null) return <Status kind="partial">{t("adminPeople.unverified")}</Status>;
  return <Status kind="ok">{t("adminPeople.active")}</Status>;
}
