import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Choice } from "./choice.tsx";
import { anyDocumentQuery, folderMutation, sampleMutation } from "./queries.ts";
import styles from "./setup-page.module.css";
import { SyncProgress } from "./sync-progress.tsx";
import { UploadChoice } from "./upload-choice.tsx";

const CHOICES = ["sample", "upload", "folder"] as const;
type SourceChoice = (typeof CHOICES)[number];

/** Something to search: made-up documents, a few files, or a folder that the server can read. */
export function SourceStep({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [choice, setChoice] = useState<SourceChoice>("sample");
  const [syncRunId, setSyncRunId] = useState<string | null>(null);
  const finish = (): void => {
    void queryClient.invalidateQueries({ queryKey: anyDocumentQuery.queryKey });
    onDone();
  };
  if (syncRunId !== null) return <SyncProgress id={syncRunId} onDone={finish} onBack={() => setSyncRunId(null)} />;
  return (
    <>
      <div className={styles.choices} role="radiogroup" aria-label={t("setup.source.title")}>
        {CHOICES.map((each) => (
          <Choice
            key={each}
            id={each}
            name="source"
            now={choice}
            onChoose={() => setChoice(each)}
            title={t(`setup.choice.${each}.title`)}
            text={t(`setup.choice.${each}.text`)}
          >
            {each === "sample" && <Sample onStart={setSyncRunId} />}
            {each === "folder" && <Folder onStart={setSyncRunId} />}
            {each === "upload" && <UploadChoice onDone={finish} />}
          </Choice>
        ))}
      </div>
      <Button variant="subtle" color="gray" onClick={onDone}>
        {t("setup.skip")}
      </Button>
    </>
  );
}

interface StartProps {
  readonly onStart: (syncRunId: string) => void;
}

function Sample({ onStart }: StartProps): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(sampleMutation);
  return (
    <>
      {error !== null && <FormError error={error} />}
      <Button loading={isPending} onClick={() => mutate(undefined, { onSuccess: (run) => onStart(run.syncRunId) })}>
        {t("setup.choice.sample.start")}
      </Button>
    </>
  );
}

function Folder({ onStart }: StartProps): ReactNode {
  const { t } = useTranslation();
  const [path, setPath] = useState("");
  const { mutate, isPending, error } = useMutation(folderMutation);
  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault();
        mutate(path.trim(), { onSuccess: (run) => onStart(run.syncRunId) });
      }}
    >
      <TextInput
        label={t("setup.choice.folder.path")}
        description={t("setup.choice.folder.help")}
        required
        autoComplete="off"
        spellCheck={false}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      {error !== null && <FormError error={error} />}
      <Button type="submit" loading={isPending}>
        {t("setup.choice.folder.start")}
      </Button>
    </form>
  );
}
