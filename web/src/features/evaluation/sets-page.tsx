import { Button } from "@mantine/core";
import type { TestSet } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconListCheck, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatDay, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { assistantsQuery, collectionsQuery } from "../assistants/queries.ts";
import { SectionFrame } from "../assistants/section-frame.tsx";
import { EditorsOnly } from "./editors-only.tsx";
import { NewSetDialog } from "./new-set-dialog.tsx";
import { setsQuery } from "./queries.ts";

export function SetsPage(): ReactNode {
  return (
    <EditorsOnly>
      <Sets />
    </EditorsOnly>
  );
}

function Sets(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isMaking, setMaking] = useState(false);
  const query = useQuery(setsQuery);
  const columns = useColumns();
  return (
    <SectionFrame
      title={t("evaluation.title")}
      facts={t("evaluation.facts")}
      actions={
        <Button leftSection={<Icon of={IconPlus} />} onClick={() => setMaking(true)}>
          {t("evaluation.newSet")}
        </Button>
      }
    >
      <Loaded query={query} failed={t("evaluation.failed")}>
        {(sets) =>
          sets.length === 0 ? (
            <Nothing>
              <Empty icon={IconListCheck} title={t("evaluation.none")}>
                {t("evaluation.noneText")}
              </Empty>
            </Nothing>
          ) : (
            <DataTable label={t("evaluation.title")} columns={columns} rows={sets} rowKey={({ id }) => id} />
          )
        }
      </Loaded>
      {isMaking && (
        <NewSetDialog
          onMade={(setId) => void navigate({ to: "/assistants/evaluation/$setId", params: { setId } })}
          onClose={() => setMaking(false)}
        />
      )}
    </SectionFrame>
  );
}

function useColumns(): readonly Column<TestSet>[] {
  const { t } = useTranslation();
  const { data: assistants = [] } = useQuery(assistantsQuery);
  const { data: collections = [] } = useQuery(collectionsQuery);
  return [
    {
      id: "name",
      label: t("evaluation.set.name"),
      phone: "first",
      cell: ({ id, name }) => (
        <Link to="/assistants/evaluation/$setId" params={{ setId: id }} dir="auto">
          {name}
        </Link>
      ),
    },
    {
      id: "of",
      label: t("evaluation.set.of"),
      cell: ({ assistantId, collectionId }) =>
        [assistants.find(({ id }) => id === assistantId)?.content.name, collections.find(({ id }) => id === collectionId)?.name]
          .filter((name) => name !== undefined)
          .join(", ") || t("evaluation.set.ofEverything"),
    },
    { id: "changed", label: t("evaluation.set.changed"), cell: ({ updatedAt }) => formatDay(updatedAt) },
    {
      id: "questions",
      label: t("evaluation.set.questions"),
      isNumber: true,
      phone: "state",
      cell: ({ questions }) => formatNumber(questions),
    },
  ];
}
