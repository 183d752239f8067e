import { Button } from "@mantine/core";
import type { Group } from "@smartypants/client";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Inspector } from "../../ui/inspector.tsx";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { AddMembers } from "./add-members.tsx";
import { GroupDialog } from "./group-dialog.tsx";
import styles from "./groups.module.css";
import { deleteMutation, groupQuery, membersQuery, removeMemberMutation } from "./queries.ts";

interface Props {
  readonly id: string;
  readonly onClose: () => void;
}

export function GroupPanel({ id, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(groupQuery(id));
  return (
    <Inspector label={t("adminGroups.detail.label")} title={query.data?.name ?? ""} onClose={onClose}>
      <div className={styles.panel}>
        <Loaded query={query} failed={t("adminGroups.detail.failed")} rows={1}>
          {(group) => <About group={group} onGone={onClose} />}
        </Loaded>
        <AddMembers groupId={id} />
        <Members groupId={id} />
      </div>
    </Inspector>
  );
}

function About({ group, onGone }: { readonly group: Group; readonly onGone: () => void }): ReactNode {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<"edit" | "delete" | null>(null);
  const close = (): void => setAsked(null);
  return (
    <div>
      {group.description !== "" && <p className={styles.description}>{group.description}</p>}
      <div className="actions">
        <Button size="xs" variant="default" onClick={() => setAsked("edit")}>
          {t("adminGroups.edit")}
        </Button>
        <Button size="xs" variant="default" c="var(--sp-bad)" onClick={() => setAsked("delete")}>
          {t("adminGroups.detail.delete")}
        </Button>
      </div>
      {asked === "edit" && <GroupDialog group={group} onClose={close} />}
      {asked === "delete" && (
        <ConfirmDialog
          title={t("adminGroups.detail.deleteTitle", { name: group.name })}
          text={t("adminGroups.detail.deleteText")}
          label={t("adminGroups.detail.delete")}
          mutation={deleteMutation}
          variables={group.id}
          onDone={onGone}
          onClose={close}
        />
      )}
    </div>
  );
}

function Members({ groupId }: { readonly groupId: string }): ReactNode {
  const { t } = useTranslation();
  const query = useInfiniteQuery(membersQuery(groupId));
  const { mutate, isPending, variables, error } = useMutation(removeMemberMutation);
  const members = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t("adminGroups.detail.members")}>
      <h3>{t("adminGroups.detail.members")}</h3>
      {error !== null && <FormError error={error} />}
      <Loaded query={query} failed={t("adminGroups.detail.membersFailed")} rows={2}>
        {() =>
          members.length === 0 ? (
            <p className="note">{t("adminGroups.detail.noMembers")}</p>
          ) : (
            <ul>
              {members.map(({ id, name, email }) => (
                <li key={id} className={styles.member}>
                  <span className="grow">
                    {name}
                    <small>{email}</small>
                  </span>
                  <Button
                    size="xs"
                    variant="default"
                    loading={isPending && variables.userId === id}
                    aria-label={t("adminGroups.detail.removeFor", { name })}
                    onClick={() => mutate({ id: groupId, userId: id })}
                  >
                    {t("adminGroups.detail.remove")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {query.hasNextPage && (
        <Button size="xs" variant="default" mt={12} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("ui.showMore")}
        </Button>
      )}
    </section>
  );
}
