import { Button } from "@mantine/core";
import type { Prompt, PromptVersion } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatMoment } from "../../ui/format.ts";
import { Loaded } from "../admin/loaded.tsx";
import { DiffView } from "../assistants/diff-view.tsx";
import styles from "./prompts.module.css";
import { promptVersionsQuery, rollBackPromptMutation } from "./queries.ts";

interface Props {
  readonly prompt: Prompt;
  readonly mayChange: boolean;
}

/** What a prompt was, what differs from what it is, and the way back. */
export function PromptVersions({ prompt, mayChange }: Props): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(promptVersionsQuery(prompt.id));
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Loaded query={query} failed={t("prompts.versionsFailed")} rows={2}>
      {(versions) => (
        <ol className={styles.versions}>
          {versions.map((version) => (
            <li key={version.version}>
              <Row
                version={version}
                prompt={prompt}
                mayChange={mayChange}
                isOpen={open === version.version}
                onOpen={() => setOpen(open === version.version ? null : version.version)}
              />
              {open === version.version && (
                <DiffView label={t("prompts.diffOf", { version: version.version })} before={version.text} after={prompt.text} />
              )}
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}

interface RowProps extends Props {
  readonly version: PromptVersion;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Row({ version: { version, note, createdAt }, prompt, mayChange, isOpen, onOpen }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(rollBackPromptMutation);
  const name = version === 0 ? t("prompts.ownWords") : t("prompts.version", { version });
  return (
    <div className={styles.version}>
      <div className="grow">
        <b>{name}</b> {createdAt !== null && <span className="note">{formatMoment(createdAt)}</span>}
        {note !== "" && <p dir="auto">{note}</p>}
        {error !== null && <FormError error={error} />}
      </div>
      {version === prompt.version ? (
        <span className="note">{t("prompts.inForce")}</span>
      ) : (
        <>
          <Button size="xs" variant="default" aria-expanded={isOpen} aria-label={t("prompts.compareWith", { name })} onClick={onOpen}>
            {t("prompts.compare")}
          </Button>
          {mayChange && (
            <Button
              size="xs"
              variant="default"
              loading={isPending}
              aria-label={t("prompts.rollBackTo", { name })}
              onClick={() => mutate({ id: prompt.id, version })}
            >
              {t("prompts.rollBack")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
