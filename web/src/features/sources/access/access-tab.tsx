import { Button } from "@mantine/core";
import type { Source, SourceAccess } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../../ui/form-error.tsx";
import { toast } from "../../../ui/toast.ts";
import { connectorsQuery, updateMutation } from "../queries.ts";
import { UPLOAD } from "../source-state.ts";
import styles from "./access.module.css";
import { AccessForm, accessToSend } from "./access-form.tsx";
import { SourceGroups } from "./source-groups.tsx";

/** Who may read the source. A change holds before the button is free again. */
export function AccessTab({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data: connectors = [] } = useQuery(connectorsQuery);
  const [draft, setDraft] = useState<SourceAccess | null>(null);
  const { mutate, isPending, error } = useMutation({
    ...updateMutation,
    onSuccess: (saved) => {
      queryClient.setQueryData(["sources", source.id], saved);
      setDraft(null);
      toast(t("sources.access.saved"));
    },
  });
  if (source.connector === UPLOAD) {
    return (
      <div className={styles.tab}>
        <p className={styles.plain}>{t("sources.access.uploadsText")}</p>
      </div>
    );
  }
  const acl = connectors.find((connector) => connector.id === source.connector)?.capabilities["acl"] ?? "none";
  const access = draft ?? source.access;
  return (
    <div className={styles.tab}>
      <form
        className={styles.column}
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ id: source.id, access: accessToSend(access) });
        }}
      >
        <AccessForm access={access} hasOwnPermissions={acl !== "none"} onChange={setDraft} />
        <p className="note">{t("sources.access.effect")}</p>
        {error !== null && <FormError error={error} />}
        <div className="actions">
          <Button type="submit" disabled={draft === null} loading={isPending}>
            {t("ui.save")}
          </Button>
          {draft !== null && (
            <Button variant="default" onClick={() => setDraft(null)}>
              {t("ui.cancel")}
            </Button>
          )}
        </div>
      </form>
      {source.access.mode === "source" && <SourceGroups source={source} />}
    </div>
  );
}
