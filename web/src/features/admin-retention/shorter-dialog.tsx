import type { RetentionCounts, RetentionPolicy } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { CountList } from "./count-list.tsx";
import { saveMutation } from "./queries.ts";

interface Props {
  readonly policy: RetentionPolicy;
  /** What the next sweep erases, if it is saved. */
  readonly counts: RetentionCounts;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** Names what will go before anything is kept for a shorter time. */
export function ShorterDialog({ policy, counts, onSaved, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(saveMutation);
  const save = (): void =>
    mutate(policy, {
      onSuccess: () => {
        onSaved();
        onClose();
      },
    });
  return (
    <Dialog title={t("adminRetention.shorter.title")} onClose={onClose}>
      <DialogForm label={t("adminRetention.shorter.save")} isPending={isPending} error={error} onSubmit={save} onCancel={onClose}>
        <p>{t("adminRetention.shorter.text")}</p>
        <CountList counts={counts} none={t("adminRetention.shorter.nothing")} />
        <p className="note">{t("adminRetention.shorter.note")}</p>
      </DialogForm>
    </Dialog>
  );
}
