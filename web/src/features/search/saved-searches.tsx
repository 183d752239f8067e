import { ActionIcon } from "@mantine/core";
import type { SavedSearch } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { deleteSearchMutation, savedSearchesQuery } from "./queries.ts";
import styles from "./saved-searches.module.css";
import { stateOf } from "./saved-state.ts";

const NameDialog = lazy(async () => ({ default: (await import("./name-dialog.tsx")).NameDialog }));

/** The searches this person has saved; nothing to see before the first. */
export function SavedSearches(): ReactNode {
  const { t } = useTranslation();
  const { data = [] } = useQuery(savedSearchesQuery);
  const [renamed, setRenamed] = useState<SavedSearch | null>(null);
  if (data.length === 0) return null;
  return (
    <section className={styles.saved} aria-labelledby="saved-searches">
      <h2 id="saved-searches">{t("search.saved.title")}</h2>
      <ul>
        {data.map((saved) => (
          <Row key={saved.id} saved={saved} onRename={() => setRenamed(saved)} />
        ))}
      </ul>
      <Suspense>{renamed !== null && <NameDialog saved={renamed} onClose={() => setRenamed(null)} />}</Suspense>
    </section>
  );
}

function Row({ saved, onRename }: { readonly saved: SavedSearch; readonly onRename: () => void }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { mutate: remove } = useMutation(deleteSearchMutation);
  const refresh = (): void => void queryClient.invalidateQueries({ queryKey: savedSearchesQuery.queryKey });
  return (
    <li className={styles.row}>
      <Link to="/search" search={stateOf(saved)} className="cut" dir="auto" title={saved.query}>
        {saved.name}
      </Link>
      <Menu
        width={160}
        entries={[
          { label: t("search.saved.rename"), icon: IconPencil, onClick: onRename },
          { label: t("ui.delete"), icon: IconTrash, isDangerous: true, onClick: () => remove(saved.id, { onSettled: refresh }) },
        ]}
        target={
          <ActionIcon size={24} className={styles.more} aria-label={t("search.saved.moreFor", { name: saved.name })}>
            <Icon of={IconDots} size={14} />
          </ActionIcon>
        }
      />
    </li>
  );
}
