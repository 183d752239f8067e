import { Button } from "@mantine/core";
import type { Invite } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatDay, formatMoment } from "../../ui/format.ts";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { AdminSection } from "../admin/admin-page.tsx";
import styles from "./people.module.css";
import { invitesQuery, revokeInviteMutation } from "./queries.ts";

/** Invitations nobody has accepted yet; nothing where there are none. */
export function Invites(): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(invitesQuery);
  const { mutate, error: refused, isPending, variables } = useMutation(revokeInviteMutation);
  if (error !== null) return <Problem title={t("adminPeople.invites.failed")} error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.length === 0) return null;
  const withdraw = (id: string): void =>
    mutate(id, { onSettled: () => void queryClient.invalidateQueries({ queryKey: invitesQuery.queryKey }) });
  const columns: readonly Column<Invite>[] = [
    {
      id: "email",
      label: t("adminPeople.column.address"),
      phone: "first",
      cell: ({ email }) => <span className={styles.name}>{email}</span>,
    },
    { id: "role", label: t("adminPeople.column.role"), cell: ({ role }) => t(`admin.role.${role}`) },
    { id: "sent", label: t("adminPeople.column.sent"), cell: ({ createdAt }) => formatDay(createdAt) },
    { id: "until", label: t("adminPeople.column.until"), cell: (invite) => <Until invite={invite} /> },
    {
      id: "actions",
      label: t("admin.actions"),
      isLabelHidden: true,
      isNumber: true,
      phone: "end",
      cell: ({ id, email }) => (
        <Button
          size="xs"
          variant="default"
          loading={isPending && variables === id}
          aria-label={t("adminPeople.invites.withdrawFor", { email })}
          onClick={() => withdraw(id)}
        >
          {t("adminPeople.invites.withdraw")}
        </Button>
      ),
    },
  ];
  return (
    <AdminSection title={t("adminPeople.invites.title")} note={t("adminPeople.invites.note")}>
      {refused !== null && <FormError error={refused} />}
      <DataTable label={t("adminPeople.invites.title")} columns={columns} rows={data} rowKey={(each) => each.id} />
    </AdminSection>
  );
}

function Until({ invite: { expiresAt } }: { readonly invite: Invite }): ReactNode {
  const { t } = useTranslation();
  if (Date.parse(expiresAt) < Date.now()) return <Status kind="partial">{t("adminPeople.invites.expired")}</Status>;
  return <time dateTime={expiresAt}>{formatMoment(expiresAt)}</time>;
}
