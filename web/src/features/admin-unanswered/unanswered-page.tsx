import { Button, SegmentedControl } from "@mantine/core";
import type { UnansweredQuestion } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { IconDownload, IconMessageQuestion } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Empty, useErrorText } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.ts";
import { AdminPage, Toolbar } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { fetchUnansweredCsv, unansweredQuery } from "./queries.ts";
import { QuestionPanel } from "./question-panel.tsx";
import { type State, STATES } from "./unanswered-state.ts";
import { UnansweredTable } from "./unanswered-table.tsx";

const route = getRouteApi("/shell/admin/unanswered");
const NONE: readonly UnansweredQuestion[] = [];

export function UnansweredPage(): ReactNode {
  const { t } = useTranslation();
  const { state = "open", question } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(unansweredQuery);
  const all = query.data ?? NONE;
  const open = all.find(({ id }) => id === question);
  const shown = all.filter((each) => each.state === state);
  const close = (): void => void navigate({ search: ({ question: _closed, ...rest }) => rest });
  return (
    <AdminPage
      title={t("adminUnanswered.title")}
      facts={t("adminUnanswered.facts")}
      actions={shown.length > 0 && <CsvButton state={state} />}
      inspector={open === undefined ? null : <QuestionPanel key={open.id} question={open} onClose={close} />}
    >
      <Loaded query={query} failed={t("adminUnanswered.failed")}>
        {() => (
          <>
            {all.length > 0 && (
              <Toolbar>
                <SegmentedControl
                  aria-label={t("adminUnanswered.show")}
                  value={state}
                  data={STATES.map((each) => ({ value: each, label: `${t(`adminUnanswered.state.${each}`)} (${numberOf(all, each)})` }))}
                  onChange={(value) => void navigate({ search: value === "open" ? {} : { state: value } })}
                />
              </Toolbar>
            )}
            {shown.length > 0 ? <UnansweredTable questions={shown} openId={question} /> : <NoneYet isFirst={all.length === 0} />}
          </>
        )}
      </Loaded>
    </AdminPage>
  );
}

function numberOf(all: readonly UnansweredQuestion[], state: State): string {
  return formatNumber(all.filter((each) => each.state === state).length);
}

/** Says what would bring one here: an empty list is no sign that nobody asks in vain. */
function NoneYet({ isFirst }: { readonly isFirst: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <Nothing>
      <Empty icon={IconMessageQuestion} title={t(isFirst ? "adminUnanswered.none" : "adminUnanswered.noneOfState")}>
        <p>{t("adminUnanswered.noneText")}</p>
        <p>{t("adminUnanswered.noneShared")}</p>
      </Empty>
    </Nothing>
  );
}

function CsvButton({ state }: { readonly state: State }): ReactNode {
  const { t } = useTranslation();
  const [isPending, setPending] = useState(false);
  const failed = useErrorText(null);
  const save = async (): Promise<void> => {
    setPending(true);
    try {
      saveFile("unanswered-questions.csv", await fetchUnansweredCsv(state), "text/csv");
    } catch {
      // The page shows the same, and says why when it cannot be had.
      toast(failed);
    } finally {
      setPending(false);
    }
  };
  return (
    <Button variant="default" leftSection={<Icon of={IconDownload} size={14} />} loading={isPending} onClick={() => void save()}>
      {t("adminUnanswered.csv")}
    </Button>
  );
}
