import { Button } from "@mantine/core";
import type { Collection } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import { IconFolders, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import styles from "./assistants.module.css";
import { useAudienceText } from "./audience-text.ts";
import { CollectionDialog } from "./collection-dialog.tsx";
import { PendingList } from "./pending-list.tsx";
import { collectionsQuery } from "./queries.ts";
import { SectionFrame } from "./section-frame.tsx";
import { deletions } from "./deletions.ts";

const route = getRouteApi("/shell/assistants/collections");

export function CollectionsPage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const [isMaking, setMaking] = useState(false);
  const query = useQuery(collectionsQuery);
  const pending = deletions.usePending();
  const columns = useColumns();
  const mayMake = hasRole(me.role, "member");
  const opened = query.data?.find(({ id, manageable }) => id === open && manageable);
  const make = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setMaking(true)}>
      {t("assistants.collection.new")}
    </Button>
  );
  return (
    <SectionFrame title={t("assistants.parts.collections")} facts={t("assistants.collection.facts")} actions={mayMake ? make : undefined}>
      <Loaded query={query} failed={t("assistants.collection.failed")}>
        {(all) => {
          const shown = all.filter(({ id }) => pending.every((each) => each.id !== id));
          return (
            <>
              <PendingList ids={all.map(({ id }) => id)} />
              {shown.length === 0 ? (
                <Nothing>
                  <Empty icon={IconFolders} title={t("assistants.collection.none")}>
                    {t("assistants.collection.noneText")}
                  </Empty>
                </Nothing>
              ) : (
                <DataTable
                  label={t("assistants.parts.collections")}
                  columns={columns}
                  rows={shown}
                  rowKey={({ id }) => id}
                  openKey={open}
                />
              )}
            </>
          );
        }}
      </Loaded>
      {isMaking && <CollectionDialog collection={null} onClose={() => setMaking(false)} />}
      {opened !== undefined && <CollectionDialog key={opened.id} collection={opened} onClose={() => void navigate({ search: {} })} />}
    </SectionFrame>
  );
}

function useColumns(): readonly Column<Collection>[] {
  const { t } = useTranslation();
  return [
    { id: "name", label: t("assistants.field.name"), phone: "first", cell: (collection) => <Name collection={collection} /> },
    { id: "description", label: t("assistants.field.description"), cell: ({ description }) => <span dir="auto">{description}</span> },
    { id: "holds", label: t("assistants.collection.holds"), cell: (collection) => <Holds collection={collection} /> },
    { id: "who", label: t("assistants.audience.label"), phone: "state", cell: (collection) => <Who collection={collection} /> },
  ];
}

function Name({ collection: { id, name, manageable } }: { readonly collection: Collection }): ReactNode {
  const { t } = useTranslation();
  if (!manageable) return <span dir="auto">{name}</span>;
  return (
    <Link
      to="/assistants/collections"
      search={{ open: id }}
      className={styles.name}
      aria-label={t("assistants.collection.editFor", { name })}
      dir="auto"
    >
      {name}
    </Link>
  );
}

/** What it narrows to, shortly. */
function Holds({ collection: { filter } }: { readonly collection: Collection }): ReactNode {
  const { t } = useTranslation();
  if (filter === null) return "";
  const { sources = [], containers = [], types = [], tags = [], after, before } = filter;
  const parts = [
    sources.length === 0 ? "" : t("assistants.collection.sources", { count: sources.length }),
    containers.length === 0 ? "" : t("assistants.collection.folders", { count: containers.length }),
    types.length === 0 ? "" : t("assistants.collection.types", { count: types.length }),
    tags.length === 0 ? "" : t("assistants.collection.tags", { count: tags.length }),
    after === undefined && before === undefined ? "" : t("assistants.collection.time"),
  ].filter((part) => part !== "");
  return parts.length === 0 ? t("assistants.collection.all") : parts.join(", ");
}

function Who({ collection: { audience } }: { readonly collection: Collection }): ReactNode {
  return useAudienceText(audience);
}
