import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/states.tsx";
import { AdminPage } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { auditQuery } from "./queries.ts";

const route = getRouteApi("/shell/admin/audit");

export function AuditPage(): ReactNode {
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(auditQuery(filter));
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <AdminPage title={t("adminAudit.title")} facts={t("adminAudit.facts")}>
      <AuditFilters filter={filter} onChange={(next) => void navigate({ search: next, replace: true })} />
      <Loaded query={query} failed={t("adminAudit.failed")}>
        {() =>
          events.length === 0 ? (
            <Nothing>
              <Empty
                icon={IconHistory}
                title={t("adminAudit.none")}
                actions={
                  <Button size="xs" variant="default" onClick={() => void navigate({ search: {} })}>
                    {t("adminAudit.clear")}
                  </Button>
                }
              >
                {t("adminAudit.noneText")}
              </Empty>
            </Nothing>
          ) : (
            <AuditTable
              events={events}
              onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              isLoadingMore={query.isFetchingNextPage}
            />
          )
        }
      </Loaded>
    </AdminPage>
  );
}
