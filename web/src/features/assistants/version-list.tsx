import { Button } from "@mantine/core";
import type { Assistant, AssistantVersion } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatMoment } from "../../ui/format.ts";
import { Loaded } from "../admin/loaded.tsx";
import styles from "./assistants.module.css";
import { DiffView } from "./diff-view.tsx";
import { collectionsQuery, rollBackMutation, versionsQuery } from "./queries.ts";

/** The versions of an assistant, what each has changed, and the way back. */
export function VersionList({ assistant }: { readonly assistant: Assistant }): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(versionsQuery(assistant.id));
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Loaded query={query} failed={t("assistants.versionsFailed")}>
      {(versions) => (
        <ol className={styles.versions}>
          {versions.map((version, at) => (
            <li key={version.version}>
              <Head
                version={version}
                assistant={assistant}
                isOpen={open === version.version}
                onOpen={() => setOpen(open === version.version ? null : version.version)}
              />
              {open === version.version && <Change version={version} before={versions[at + 1]} />}
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}

interface HeadProps {
  readonly version: AssistantVersion;
  readonly assistant: Assistant;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Head({ version: { version, note, createdAt }, assistant, isOpen, onOpen }: HeadProps): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(rollBackMutation);
  return (
    <div className={styles.version}>
      <div className="grow">
        <b>{t("assistants.versionNumber", { version })}</b> <span className="note">{formatMoment(createdAt)}</span>
        {note !== "" && <p dir="auto">{note}</p>}
        {error !== null && <FormError error={error} />}
      </div>
      <Button size="xs" variant="default" aria-expanded={isOpen} onClick={onOpen}>
        {t("assistants.changes")}
      </Button>
      {version === assistant.version ? (
        <span className="note">{t("assistants.current")}</span>
      ) : (
        <Button
          size="xs"
          variant="default"
          loading={isPending}
          aria-label={t("assistants.rollBackTo", { version })}
          onClick={() => mutate({ id: assistant.id, version })}
        >
          {t("assistants.rollBack")}
        </Button>
      )}
    </div>
  );
}

function Change({ version, before }: { readonly version: AssistantVersion; readonly before: AssistantVersion | undefined }): ReactNode {
  const { t } = useTranslation();
  const write = useWriter();
  return (
    <DiffView
      label={t("assistants.changesOf", { version: version.version })}
      before={before === undefined ? "" : write(before)}
      after={write(version)}
    />
  );
}

/** A version as lines, so that it can be compared. */
function useWriter(): (version: AssistantVersion) => string {
  const { t } = useTranslation();
  const { data: collections = [] } = useQuery(collectionsQuery);
  return ({ content }) =>
    [
      `${t("assistants.field.name")}: ${content.name}`,
      `${t("assistants.field.description")}: ${content.description}`,
      `${t("assistants.field.glyph")}: ${content.glyph}`,
      ...content.collectionIds.map(
        (id) => `${t("assistants.field.collections")}: ${collections.find((each) => each.id === id)?.name ?? id}`,
      ),
      ...(content.modelId === null ? [] : [`${t("assistants.field.model")}: ${content.modelId}`]),
      ...content.starters.map((starter) => `${t("assistants.field.starters")}: ${starter}`),
      `${t("assistants.field.strictness")}: ${t(`assistants.strictness.${content.strictness}`)}`,
      `${t("assistants.field.instructions")}:`,
      content.instructions ?? "",
    ].join("\n");
}
