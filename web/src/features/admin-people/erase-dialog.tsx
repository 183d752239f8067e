import { Button, Progress, TextInput } from "@mantine/core";
import type { Erasure, PersonalCounts, User } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Loaded } from "../admin/loaded.tsx";
import styles from "./people.module.css";
import { erasureQuery, eraseMutation, PEOPLE_KEY, personDataQuery } from "./queries.ts";

interface Props {
  readonly person: User;
  readonly onGone: () => void;
  readonly onClose: () => void;
}

/** Says what goes and what becomes the reader's, wants the address typed, and stays until all of it is done. */
export function EraseDialog({ person, onGone, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const data = useQuery(personDataQuery(person.id));
  const erase = useMutation(eraseMutation);
  const begun = erase.data ?? data.data?.erasure ?? null;
  // The page may still show who is gone for a moment: that is not asked for again.
  const refresh = (): void =>
    void queryClient.invalidateQueries({ queryKey: PEOPLE_KEY, predicate: ({ queryKey }) => !queryKey.includes(person.id) });
  const close = (): void => {
    if (begun !== null) refresh();
    onClose();
  };
  return (
    <Dialog title={t("adminPeople.erase.title", { name: person.name })} size={560} onClose={close}>
      {begun === null ? (
        <Loaded query={data} failed={t("adminPeople.erase.failed")} rows={4}>
          {({ counts }) => (
            <EraseForm
              person={person}
              counts={counts}
              isPending={erase.isPending}
              error={erase.error}
              onErase={() => erase.mutate(person.id)}
              onClose={close}
            />
          )}
        </Loaded>
      ) : (
        <UnderWay
          begun={begun}
          onDone={() => {
            refresh();
            onGone();
          }}
          // Begun by somebody before: if its job was given up, asking again wakes it.
          onAgain={erase.data === undefined ? () => erase.mutate(person.id) : undefined}
        />
      )}
    </Dialog>
  );
}

const GOES = [
  "conversations",
  "answers",
  "attachments",
  "privateUploads",
  "savedSearches",
  "privateAssistants",
  "privateCollections",
  "apiKeys",
  "sessions",
  "linkedAccounts",
] as const satisfies readonly (keyof PersonalCounts)[];

const STAYS = [
  "sharedUploads",
  "sharedAssistants",
  "sharedCollections",
  "sources",
  "testSets",
] as const satisfies readonly (keyof PersonalCounts)[];

interface FormProps {
  readonly person: User;
  readonly counts: PersonalCounts;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onErase: () => void;
  readonly onClose: () => void;
}

function EraseForm({ person: { email }, counts, isPending, error, onErase, onClose }: FormProps): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  return (
    <DialogForm
      label={t("adminPeople.detail.erase")}
      isDangerous
      isPending={isPending}
      isDisabled={typed.trim().toLowerCase() !== email}
      error={error}
      onSubmit={onErase}
      onCancel={onClose}
    >
      <p>{t("adminPeople.erase.goes")}</p>
      <CountedList counts={counts} kinds={GOES} />
      {STAYS.some((kind) => counts[kind] > 0) && (
        <>
          <p>{t("adminPeople.erase.stays")}</p>
          <CountedList counts={counts} kinds={STAYS} />
        </>
      )}
      <p className="note">{t("adminPeople.erase.records")}</p>
      <TextInput
        label={t("adminPeople.erase.type", { email })}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

type Kind = (typeof GOES)[number] | (typeof STAYS)[number];

function CountedList({ counts, kinds }: { readonly counts: Readonly<Record<string, number>>; readonly kinds: readonly Kind[] }): ReactNode {
  const { t } = useTranslation();
  const some = kinds.filter((kind) => (counts[kind] ?? 0) > 0);
  if (some.length === 0) return <p className="note">{t("adminPeople.erase.nothing")}</p>;
  return (
    <ul className={styles.counts}>
      {some.map((kind) => (
        <li key={kind}>{t(`adminPeople.erase.count.${kind}`, { count: counts[kind] ?? 0, number: formatNumber(counts[kind] ?? 0) })}</li>
      ))}
    </ul>
  );
}

/** What goes one after another. */
const PIECES = ["conversations", "answers", "privateUploads", "calls"] as const;

interface UnderWayProps {
  readonly begun: Erasure;
  readonly onDone: () => void;
  readonly onAgain: (() => void) | undefined;
}

function UnderWay({ begun, onDone, onAgain }: UnderWayProps): ReactNode {
  const { t } = useTranslation();
  const { data: erasure = begun, error } = useQuery(erasureQuery(begun));
  const { counts, total, finishedAt } = erasure;
  const gone = PIECES.reduce((sum, piece) => sum + (counts[piece] ?? 0), 0);
  if (finishedAt === null) {
    return (
      <div className={styles.fields}>
        <p role="status">{t("adminPeople.erase.running", { gone: formatNumber(Math.min(gone, total)), total: formatNumber(total) })}</p>
        <Progress value={total === 0 ? 0 : Math.min(100, (gone / total) * 100)} aria-label={t("adminPeople.erase.progress")} />
        <p className="note">{t("adminPeople.erase.leave")}</p>
        {error !== null && <FormError error={error} />}
        {onAgain !== undefined && (
          <div className="actions">
            <Button size="xs" variant="default" onClick={onAgain}>
              {t("adminPeople.erase.again")}
            </Button>
          </div>
        )}
      </div>
    );
  }
  return (
    <div className={styles.fields}>
      <p role="status">{t("adminPeople.erase.done")}</p>
      <CountedList counts={counts} kinds={GOES} />
      <p className="note">{t("adminPeople.erase.receipt")}</p>
      <div className="actions">
        <Button onClick={onDone} data-autofocus>
          {t("admin.done")}
        </Button>
      </div>
    </div>
  );
}
