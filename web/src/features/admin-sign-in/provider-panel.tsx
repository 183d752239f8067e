import { Button } from "@mantine/core";
import type { SignInProvider } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Inspector } from "../../ui/inspector.tsx";
import { Status } from "../../ui/status.tsx";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { CopyField } from "./copy-field.tsx";
import { ProviderDialog } from "./provider-dialog.tsx";
import { deleteMutation, updateMutation } from "./queries.ts";
import styles from "./sign-in.module.css";
import { TestProvider } from "./test-provider.tsx";

interface Props {
  readonly provider: SignInProvider;
  readonly onClose: () => void;
}

/** One provider: what to register, whether it works, and its switch. */
export function ProviderPanel({ provider, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { id, name, issuer, redirectUri, people, enabled, domains } = provider;
  return (
    <Inspector label={t("adminSignIn.panel")} title={name} facts={<p className={styles.issuer}>{issuer}</p>} onClose={onClose}>
      <div className={styles.panel}>
        <Status kind={enabled ? "ok" : "paused"}>{t(enabled ? "adminSignIn.on" : "adminSignIn.off")}</Status>
        <Actions provider={provider} onGone={onClose} />
        <CopyField label={t("adminSignIn.redirectUri")} description={t("adminSignIn.redirectHint")} value={redirectUri} />
        {!redirectUri.startsWith(`${window.location.origin}/`) && (
          <p role="alert" className="note">
            {t("adminSignIn.otherOrigin", { origin: window.location.origin })}
          </p>
        )}
        <p className="note">
          {[
            t("adminSignIn.people", { count: people }),
            domains.length === 0 ? t("adminSignIn.noDomains") : t("adminSignIn.someDomains", { domains: domains.join(", ") }),
          ].join(" · ")}
        </p>
        <TestProvider key={id} id={id} />
      </div>
    </Inspector>
  );
}

type Asked = "edit" | "delete" | "disable";

function Actions({ provider, onGone }: { readonly provider: SignInProvider; readonly onGone: () => void }): ReactNode {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { mutate, isPending, error } = useMutation(updateMutation);
  const { id, name, enabled, people } = provider;
  const close = (): void => setAsked(null);
  return (
    <>
      <div className="actions">
        {enabled ? (
          <Button size="xs" variant="default" onClick={() => setAsked("disable")}>
            {t("adminSignIn.switchOff")}
          </Button>
        ) : (
          <Button size="xs" loading={isPending} onClick={() => mutate({ id, change: { enabled: true } })}>
            {t("adminSignIn.switchOn")}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => setAsked("edit")}>
          {t("adminSignIn.edit")}
        </Button>
        <Button size="xs" variant="default" c="var(--sp-bad)" onClick={() => setAsked("delete")}>
          {t("ui.delete")}
        </Button>
      </div>
      {error !== null && <FormError error={error} />}
      {asked === "edit" && <ProviderDialog provider={provider} taken={[]} onMade={() => {}} onClose={close} />}
      {asked === "disable" && (
        <ConfirmDialog
          title={t("adminSignIn.offTitle", { name })}
          text={t("adminSignIn.offText", { count: people })}
          label={t("adminSignIn.switchOff")}
          mutation={updateMutation}
          variables={{ id, change: { enabled: false } }}
          onDone={() => {}}
          onClose={close}
        />
      )}
      {asked === "delete" && (
        <ConfirmDialog
          title={t("adminSignIn.deleteTitle", { name })}
          text={t("adminSignIn.deleteText", { count: people })}
          label={t("ui.delete")}
          mutation={deleteMutation}
          variables={id}
          onDone={onGone}
          onClose={close}
        />
      )}
    </>
  );
}
