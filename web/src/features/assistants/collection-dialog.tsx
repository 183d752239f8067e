import { Button, MultiSelect, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Audience, Collection, CollectionFilterInput } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toast.ts";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { readableSourcesQuery } from "../documents/browse/queries.ts";
import { KINDS, kindName } from "../documents/kind-name.ts";
import styles from "./assistants.module.css";
import { AudienceField } from "./audience-field.tsx";
import { countQuery, eraseCollection, refreshAfterErasing, saveCollectionMutation } from "./queries.ts";
import { deletions } from "./deletions.ts";

interface Props {
  readonly collection: Collection | null;
  readonly onClose: () => void;
}

export function CollectionDialog({ collection, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState(collection?.name ?? "");
  const [description, setDescription] = useState(collection?.description ?? "");
  const [filter, setFilter] = useState<CollectionFilterInput>(() => toInput(collection));
  const [audience, setAudience] = useState<Audience>(collection?.audience ?? { visibility: "private", allow: [] });
  const { mutate, isPending, error } = useMutation(saveCollectionMutation);
  return (
    <Dialog title={t(collection === null ? "assistants.collection.new" : "assistants.collection.edit")} size={560} onClose={onClose}>
      <DialogForm
        label={t(collection === null ? "assistants.create" : "ui.save")}
        isPending={isPending}
        isDisabled={name.trim() === ""}
        error={error}
        onSubmit={() => mutate({ id: collection?.id ?? null, name, description, filter, audience }, { onSuccess: onClose })}
        onCancel={onClose}
      >
        <TextInput
          label={t("assistants.field.name")}
          required
          data-autofocus
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t("assistants.field.description")}
          maxLength={500}
          autosize
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <FilterFields filter={filter} onFilter={setFilter} />
        <Count filter={filter} />
        <AudienceField value={audience} onChange={setAudience} />
        {collection !== null && <Delete collection={collection} onGone={onClose} />}
      </DialogForm>
    </Dialog>
  );
}

/** Days are sent as days. */
function toInput(collection: Collection | null): CollectionFilterInput {
  const { after, before, ...lists } = collection?.filter ?? {};
  return {
    ...lists,
    ...(after !== undefined && { after: after.slice(0, 10) }),
    ...(before !== undefined && { before: before.slice(0, 10) }),
  };
}

interface FilterProps {
  readonly filter: CollectionFilterInput;
  readonly onFilter: (filter: CollectionFilterInput) => void;
}

function FilterFields({ filter, onFilter }: FilterProps): ReactNode {
  const { t } = useTranslation();
  const { data: sources = [] } = useQuery(readableSourcesQuery);
  const known = new Map(sources.map(({ id, name }) => [id, name]));
  for (const id of filter.sources ?? []) if (!known.has(id)) known.set(id, id);
  const set = (change: Partial<CollectionFilterInput>): void => onFilter({ ...filter, ...change });
  const { after, before, ...lists } = filter;
  const setDay = (days: { readonly after?: string | undefined; readonly before?: string | undefined }): void =>
    onFilter({ ...lists, ...(days.after && { after: days.after }), ...(days.before && { before: days.before }) });
  return (
    <>
      <MultiSelect
        label={t("assistants.collection.field.sources")}
        searchable
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={filter.sources ?? []}
        onChange={(values) => set({ sources: values })}
      />
      <TagsInput
        label={t("assistants.collection.field.folders")}
        description={t("assistants.collection.field.foldersHint")}
        value={filter.containers ?? []}
        onChange={(values) => set({ containers: values })}
      />
      <MultiSelect
        label={t("assistants.collection.field.types")}
        searchable
        data={KINDS.map((kind) => ({ value: kind, label: kindName(kind) }))}
        value={filter.types ?? []}
        onChange={(values) => set({ types: values })}
      />
      <TagsInput
        label={t("assistants.collection.field.tags")}
        description={t("assistants.collection.field.tagsHint")}
        value={filter.tags ?? []}
        onChange={(values) => set({ tags: values })}
      />
      <div className={styles.days}>
        <label>
          <span>{t("assistants.collection.field.after")}</span>
          <input type="date" value={after ?? ""} onChange={(event) => setDay({ after: event.target.value, before })} />
        </label>
        <label>
          <span>{t("assistants.collection.field.before")}</span>
          <input type="date" value={before ?? ""} onChange={(event) => setDay({ after, before: event.target.value })} />
        </label>
      </div>
    </>
  );
}

const TYPING_MS = 250;

/** How many documents that one may read are in it, as it is edited. */
function Count({ filter }: { readonly filter: CollectionFilterInput }): ReactNode {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(filter, TYPING_MS);
  const { data, error } = useQuery(countQuery(asked));
  return (
    <p className={styles.count} role="status">
      {error !== null
        ? t("assistants.collection.notCounted")
        : data === undefined
          ? t("ui.loading")
          : t("assistants.collection.count", { count: data, number: formatNumber(data) })}
    </p>
  );
}

function Delete({ collection: { id, name }, onGone }: { readonly collection: Collection; readonly onGone: () => void }): ReactNode {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const erase = (): void => {
    eraseCollection(id)
      .catch((error: unknown) => toast(error instanceof Error && error.message !== "" ? error.message : t("assistants.notDeleted")))
      .finally(() => refreshAfterErasing(cache));
  };
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        c="var(--sp-bad)"
        leftSection={<Icon of={IconTrash} size={14} />}
        onClick={() => {
          deletions.later({ id, name }, erase);
          onGone();
        }}
      >
        {t("assistants.collection.delete")}
      </Button>
    </div>
  );
}
