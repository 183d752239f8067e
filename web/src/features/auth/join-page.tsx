import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconLinkOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Empty, useErrorText } from "../../ui/states.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { Gate } from "./gate.tsx";
import { NewPasswordInput } from "./new-password-input.tsx";
import styles from "./gate.module.css";
import { takeToken } from "./one-time-token.ts";
import { linkOwnerQuery, redeemMutation } from "./queries.ts";
import { useEnter } from "./use-session.ts";

/** Behind an invitation, or a link for a new password. */
export function JoinPage(): ReactNode {
  const { t } = useTranslation();
  const [token] = useState(takeToken);
  const { data: owner, error } = useQuery(linkOwnerQuery(token));
  const isInvite = owner?.kind === "invite";
  const title = owner === undefined ? t("auth.join") : isInvite ? t("auth.join") : t("auth.newPassword");
  useTitle(title);
  return (
    <Gate>
      <h1>{title}</h1>
      {(token === "" || error !== null) && <DeadLink error={error} />}
      {owner !== undefined && (
        <>
          <p className={styles.lead}>{t(isInvite ? "auth.joinLead" : "auth.newPasswordLead", { email: owner.email })}</p>
          <JoinForm token={token} email={owner.email} isInvite={isInvite} />
        </>
      )}
    </Gate>
  );
}

function DeadLink({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation();
  const said = useErrorText(error);
  return (
    <Empty icon={IconLinkOff} title={t("auth.deadLink")} actions={<Link to="/sign-in">{t("auth.signIn")}</Link>}>
      {error === null ? t("auth.noToken") : said}
    </Empty>
  );
}

interface FormProps {
  readonly token: string;
  readonly email: string;
  readonly isInvite: boolean;
}

function JoinForm({ token, email, isInvite }: FormProps): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const enter = useEnter();
  const { mutate, isPending, error } = useMutation(redeemMutation);
  const form = useForm({ mode: "uncontrolled", initialValues: { name: "", password: "" } });
  return (
    <form
      className={styles.form}
      onSubmit={form.onSubmit(({ name, password }) =>
        mutate(
          { token, password, ...(isInvite && { name }) },
          {
            onSuccess: (me) => {
              enter(me);
              void navigate({ to: "/" });
            },
          },
        ),
      )}
    >
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      {isInvite && <TextInput label={t("auth.name")} autoComplete="name" required {...form.getInputProps("name")} />}
      <NewPasswordInput label={t("auth.newPasswordField")} {...form.getInputProps("password")} />
      {error !== null && <FormError error={error} />}
      <Button type="submit" size="md" loading={isPending}>
        {isInvite ? t("auth.join") : t("auth.setPassword")}
      </Button>
    </form>
  );
}
