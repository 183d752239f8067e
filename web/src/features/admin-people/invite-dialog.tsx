import { MultiSelect, TextInput } from "@mantine/core";
import type { User } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../ui/format.ts";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { SecretBox } from "../admin/secret-box.tsx";
import { groupChoicesQuery, inviteMutation, invitesQuery } from "./queries.ts";
import { RoleField } from "./role-field.tsx";

export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<User["role"]>("member");
  const [groupIds, setGroupIds] = useState<string[]>([]);
  const { data: groups = [] } = useQuery(groupChoicesQuery);
  const { mutate, data: made, isPending, error } = useMutation(inviteMutation);
  const submit = (): void =>
    mutate({ email, role, groupIds }, { onSuccess: () => void queryClient.invalidateQueries({ queryKey: invitesQuery.queryKey }) });
  return (
    <Dialog title={t("adminPeople.inviteDialog.title")} onClose={onClose}>
      {made === undefined ? (
        <DialogForm label={t("adminPeople.inviteDialog.create")} isPending={isPending} error={error} onSubmit={submit} onCancel={onClose}>
          <TextInput
            type="email"
            required
            data-autofocus
            autoComplete="off"
            label={t("adminPeople.inviteDialog.email")}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <RoleField value={role} onChange={setRole} />
          {groups.length > 0 && (
            <MultiSelect
              label={t("adminPeople.inviteDialog.groups")}
              description={t("adminPeople.inviteDialog.groupsHint")}
              searchable
              data={groups.map(({ id, name }) => ({ value: id, label: name }))}
              value={groupIds}
              onChange={setGroupIds}
            />
          )}
        </DialogForm>
      ) : (
        <SecretBox label={t("adminPeople.inviteDialog.link")} secret={made.link?.url ?? ""} onClose={onClose}>
          {t("adminPeople.inviteDialog.done", { email: made.email, until: formatMoment(made.link?.expiresAt ?? made.expiresAt) })}
        </SecretBox>
      )}
    </Dialog>
  );
}
