import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { IconStack2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/states.tsx";
import { AdminPage, Toolbar } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { JobTable } from "./job-table.tsx";
import { JOB_STATES } from "./jobs-state.ts";
import { jobsQuery } from "./queries.ts";

const route = getRouteApi("/shell/admin/jobs");

export function JobsPage(): ReactNode {
  const { t } = useTranslation();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(jobsQuery(state));
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (value: string): void => {
    const chosen = JOB_STATES.find((each) => each === value);
    void navigate({ search: chosen === undefined ? {} : { state: chosen } });
  };
  return (
    <AdminPage title={t("adminJobs.title")} facts={t("adminJobs.facts")}>
      <Toolbar>
        <NativeSelect
          label={t("adminJobs.filter")}
          value={state ?? ""}
          data={[
            { value: "", label: t("adminJobs.all") },
            ...JOB_STATES.map((each) => ({ value: each, label: t(`adminJobs.state.${each}`) })),
          ]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </Toolbar>
      <Loaded query={query} failed={t("adminJobs.failed")}>
        {() =>
          jobs.length === 0 ? (
            <Nothing>
              <Empty icon={IconStack2} title={t("adminJobs.none")}>
                {t(state === undefined ? "adminJobs.noneText" : "adminJobs.noneOf")}
              </Empty>
            </Nothing>
          ) : (
            <JobTable
              jobs={jobs}
              onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              isLoadingMore={query.isFetchingNextPage}
            />
          )
        }
      </Loaded>
    </AdminPage>
  );
}
