import { Button } from "@mantine/core";
import type { User } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatDay, formatMoment } from "../../ui/format.ts";
import { Inspector } from "../../ui/inspector.tsx";
import { ConfirmDialog, Dialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { SecretBox } from "../admin/secret-box.tsx";
import styles from "./people.module.css";
import { LinkedAccounts } from "./linked-accounts.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { exportAddress, passwordLinkMutation, PEOPLE_KEY, personQuery, updateMutation } from "./queries.ts";
import { RoleField } from "./role-field.tsx";
import { Sessions } from "./sessions.tsx";

interface Props {
  readonly id: string;
  readonly onClose: () => void;
}

export function PersonPanel({ id, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(personQuery(id));
  return (
    <Inspector
      label={t("adminPeople.detail.label")}
      title={query.data?.name ?? ""}
      facts={<p className={styles.address}>{query.data?.email}</p>}
      onClose={onClose}
    >
      <div className={styles.panel}>
        <Loaded query={query} failed={t("adminPeople.detail.failed")} rows={2}>
          {(person) => <Detail person={person} onGone={onClose} />}
        </Loaded>
      </div>
    </Inspector>
  );
}

function useRefresh(): () => void {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: PEOPLE_KEY });
}

function Detail({ person, onGone }: { readonly person: User; readonly onGone: () => void }): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const refresh = useRefresh();
  const { mutate, error, isPending } = useMutation(updateMutation);
  const { id, role, createdAt, verifiedAt } = person;
  return (
    <>
      <div className={styles.fields}>
        <RoleField value={role} isDisabled={isPending} onChange={(next) => mutate({ id, role: next }, { onSettled: refresh })} />
        {error !== null && <FormError error={error} />}
        <p className="note">
          {t("adminPeople.detail.joined", { day: formatDay(createdAt) })}
          {verifiedAt !== null && ` · ${t("adminPeople.detail.verified", { day: formatDay(verifiedAt) })}`}
        </p>
        {id === me.id ? <p className="note">{t("adminPeople.detail.self")}</p> : <Actions person={person} onGone={onGone} />}
      </div>
      <LinkedAccounts personId={id} />
      <Sessions personId={id} />
    </>
  );
}

type Asked = "disable" | "erase" | "password";

function Actions({ person, onGone }: { readonly person: User; readonly onGone: () => void }): ReactNode {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { mutate: enable, isPending, error } = useMutation(updateMutation);
  const { id, name, disabled } = person;
  const close = (): void => setAsked(null);
  return (
    <div className="actions">
      <Button size="xs" variant="default" onClick={() => setAsked("password")}>
        {t("adminPeople.detail.passwordLink")}
      </Button>
      {disabled ? (
        <Button size="xs" variant="default" loading={isPending} onClick={() => enable({ id, disabled: false }, { onSettled: refresh })}>
          {t("adminPeople.detail.enable")}
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => setAsked("disable")}>
          {t("adminPeople.detail.disable")}
        </Button>
      )}
      <Button component="a" href={exportAddress(id)} download size="xs" variant="default">
        {t("adminPeople.detail.export")}
      </Button>
      <Button size="xs" variant="default" c="var(--sp-bad)" onClick={() => setAsked("erase")}>
        {t("adminPeople.detail.erase")}
      </Button>
      {error !== null && <FormError error={error} />}
      {asked === "password" && <PasswordLink person={person} onClose={close} />}
      {asked === "disable" && (
        <ConfirmDialog
          title={t("adminPeople.detail.disableTitle", { name })}
          text={t("adminPeople.detail.disableText")}
          label={t("adminPeople.detail.disable")}
          mutation={updateMutation}
          variables={{ id, disabled: true }}
          onDone={refresh}
          onClose={close}
        />
      )}
      {asked === "erase" && <EraseDialog person={person} onGone={onGone} onClose={close} />}
      <p className="note">{t("adminPeople.detail.exportNote")}</p>
    </div>
  );
}

function PasswordLink({ person: { id, name }, onClose }: { readonly person: User; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { mutate, data, error, isPending } = useMutation(passwordLinkMutation);
  return (
    <Dialog title={t("adminPeople.detail.passwordTitle")} onClose={onClose}>
      {data === undefined || data === null ? (
        <div className={styles.fields}>
          {error !== null && <FormError error={error} />}
          <Button loading={isPending} data-autofocus onClick={() => mutate(id)}>
            {t("adminPeople.inviteDialog.create")}
          </Button>
        </div>
      ) : (
        <SecretBox label={t("adminPeople.detail.passwordLinkLabel")} secret={data.url} onClose={onClose}>
          {t("adminPeople.detail.passwordDone", { name, until: formatMoment(data.expiresAt) })}
        </SecretBox>
      )}
    </Dialog>
  );
}
