import { Button } from "@mantine/core";
import type { Group } from "@smartypants/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { AdminPage } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { GroupDialog } from "./group-dialog.tsx";
import { GroupPanel } from "./group-panel.tsx";
import styles from "./groups.module.css";
import { groupsQuery } from "./queries.ts";

const route = getRouteApi("/shell/admin/groups");

export function GroupsPage(): ReactNode {
  const { t } = useTranslation();
  const { group } = route.useSearch();
  const navigate = route.useNavigate();
  const [isMaking, setMaking] = useState(false);
  const query = useInfiniteQuery(groupsQuery);
  const columns = useColumns();
  const groups = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <AdminPage
      title={t("adminGroups.title")}
      facts={t("adminGroups.facts")}
      actions={
        <Button leftSection={<Icon of={IconPlus} />} onClick={() => setMaking(true)}>
          {t("adminGroups.create")}
        </Button>
      }
      inspector={group === undefined ? null : <GroupPanel key={group} id={group} onClose={() => void navigate({ search: {} })} />}
    >
      <Loaded query={query} failed={t("adminGroups.failed")}>
        {() =>
          groups.length === 0 ? (
            <Nothing>
              <Empty icon={IconUsersGroup} title={t("adminGroups.none")}>
                {t("adminGroups.noneText")}
              </Empty>
            </Nothing>
          ) : (
            <DataTable
              label={t("adminGroups.title")}
              columns={columns}
              rows={groups}
              rowKey={(each) => each.id}
              openKey={group}
              onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              isLoadingMore={query.isFetchingNextPage}
            />
          )
        }
      </Loaded>
      {isMaking && <GroupDialog onClose={() => setMaking(false)} onMade={(id) => void navigate({ search: { group: id } })} />}
    </AdminPage>
  );
}

function useColumns(): readonly Column<Group>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("adminGroups.column.name"),
      phone: "first",
      cell: ({ id, name }) => (
        <Link
          from="/admin/groups"
          to="/admin/groups"
          search={{ group: id }}
          className={styles.name}
          aria-label={t("adminGroups.open", { name })}
        >
          {name}
        </Link>
      ),
    },
    { id: "description", label: t("adminGroups.column.description"), cell: ({ description }) => description },
    { id: "members", label: t("adminGroups.column.members"), isNumber: true, phone: "state", cell: ({ members }) => formatNumber(members) },
  ];
}
