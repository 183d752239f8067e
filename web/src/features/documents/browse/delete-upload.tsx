import { Button, Modal } from "@mantine/core";
import type { Document } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../../ui/form-error.tsx";
import { toast } from "../../../ui/toast.ts";
import { deleteDocumentMutation } from "./queries.ts";

interface Props {
  readonly document: Document;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** An upload exists only here: it is asked for, and then gone for good. */
export function DeleteUpload({ document, onClose, onDeleted }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    ...deleteDocumentMutation,
    onSuccess: () => {
      toast(t("browse.delete.done", { title: document.title }));
      onClose();
      onDeleted();
      void queryClient.invalidateQueries({ queryKey: ["documents"] });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("browse.delete.title", { title: document.title })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <p>{t("browse.delete.text")}</p>
      {error !== null && <FormError error={error} />}
      <div className="actions" style={{ marginTop: 16, justifyContent: "flex-end" }}>
        <Button variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
        <Button color="red" data-autofocus loading={isPending} onClick={() => mutate(document.id)}>
          {t("ui.delete")}
        </Button>
      </div>
    </Modal>
  );
}
