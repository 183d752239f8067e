import { Button, Modal } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { toast } from "../../ui/toast.ts";
import { deletions } from "./deletions.ts";
import { deleteMutation } from "./queries.ts";

interface Props {
  readonly source: Source;
  readonly onClose: () => void;
  /** Told when the deletion is on its way. */
  readonly onDeleted?: () => void;
}

/** Names how many documents go. What follows can be taken back for a few seconds, from the list. */
export function DeleteDialog({ source, onClose, onDeleted }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    ...deleteMutation,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["sources"] }),
    // The dialog is gone by then, and so may be the row.
    onError: (error) => toast(t("sources.delete.failed", { name: source.name, reason: error.message })),
  });
  const { documents } = source.counts;
  const said = { name: source.name, count: documents, number: formatNumber(documents) };
  return (
    <Modal opened onClose={onClose} title={t("sources.delete.title", said)} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <p>{t("sources.delete.text", said)}</p>
      <p style={{ marginTop: 8 }}>{t(source.connector === "upload" ? "sources.delete.uploads" : "sources.delete.stays")}</p>
      <div className="actions" style={{ marginTop: 16, justifyContent: "flex-end" }}>
        <Button variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
        <Button
          color="red"
          data-autofocus
          onClick={() => {
            deletions.later({ id: source.id, name: source.name, documents }, () => mutate(source.id));
            onClose();
            onDeleted?.();
          }}
        >
          {t("sources.delete.confirm", said)}
        </Button>
      </div>
    </Modal>
  );
}
