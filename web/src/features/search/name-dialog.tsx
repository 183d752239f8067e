import { TextInput } from "@mantine/core";
import type { SavedSearch } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { renameSearchMutation, savedSearchesQuery, saveSearchMutation } from "./queries.ts";

interface Props {
  /** A search to keep under a name, or a kept one to name anew. */
  readonly saved: SavedSearch | Pick<SavedSearch, "query" | "filters" | "sort">;
  readonly onClose: () => void;
}

const MAX_LENGTH = 100;

export function NameDialog({ saved, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const isNew = !("id" in saved);
  const [name, setName] = useState(isNew ? saved.query.slice(0, MAX_LENGTH) : saved.name);
  const create = useMutation(saveSearchMutation);
  const rename = useMutation(renameSearchMutation);
  const error = create.error ?? rename.error;
  const onSuccess = (): void => {
    void queryClient.invalidateQueries({ queryKey: savedSearchesQuery.queryKey });
    onClose();
  };
  const save = (): void => {
    if ("id" in saved) rename.mutate({ id: saved.id, name }, { onSuccess });
    else create.mutate({ ...saved, name }, { onSuccess });
  };
  return (
    <Dialog title={t(isNew ? "search.saved.save" : "search.saved.renameTitle")} size={440} onClose={onClose}>
      <DialogForm label={t("ui.save")} isPending={create.isPending || rename.isPending} error={error} onSubmit={save} onCancel={onClose}>
        <TextInput
          label={t("search.saved.name")}
          description={isNew ? t("search.saved.note") : undefined}
          value={name}
          maxLength={MAX_LENGTH}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
