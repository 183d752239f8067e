import { Button, Tabs, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Prompt } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumber } from "../../ui/format.ts";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { DiffView } from "../assistants/diff-view.tsx";
import { PromptVersions } from "./prompt-versions.tsx";
import styles from "./prompts.module.css";
import { deletePromptMutation, promptPreviewQuery, rollBackPromptMutation, savePromptMutation } from "./queries.ts";

const TYPING_MS = 300;

/** The text of a prompt beside what becomes of it, what it changes, and what it was. */
export function PromptEditor({ prompt }: { readonly prompt: Prompt }): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const [text, setText] = useState(prompt.text);
  const [note, setNote] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [asked] = useDebouncedValue({ text, values }, TYPING_MS);
  const preview = useQuery(promptPreviewQuery(prompt.kind, asked.text, asked.values));
  const { mutate, isPending, error } = useMutation(savePromptMutation);
  const mayChange = hasRole(me.role, prompt.builtIn ? "admin" : "editor");
  const problems = preview.data?.problems ?? [];
  return (
    <section className={styles.editor} aria-label={prompt.builtIn ? t(`prompts.kind.${prompt.kind}`) : prompt.name}>
      <p>{prompt.builtIn ? t(`prompts.about.${prompt.kind}`) : prompt.description}</p>
      {!mayChange && <p className="note">{t("prompts.adminsOnly")}</p>}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ prompt, text, note });
        }}
      >
        <Textarea
          label={t("prompts.text")}
          autosize
          minRows={8}
          maxRows={24}
          maxLength={20_000}
          readOnly={!mayChange}
          value={text}
          error={problems.length === 0 ? null : problems.join(" ")}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <p className="note">
          {preview.data !== undefined &&
            t("prompts.size", { tokens: formatNumber(preview.data.tokens), most: formatNumber(preview.data.mostTokens) })}{" "}
          {t(`prompts.frame.${prompt.kind}`)}
        </p>
        {mayChange && (
          <>
            <TextInput label={t("prompts.note")} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
            {error !== null && <FormError error={error} />}
            <div className="actions">
              <Button type="submit" loading={isPending} disabled={text === prompt.text || problems.length > 0}>
                {t("prompts.save")}
              </Button>
              <Restore prompt={prompt} />
            </div>
          </>
        )}
      </form>
      <Beside {...{ prompt, text, values, mayChange }} rendered={preview.data?.text ?? ""} onValues={setValues} />
    </section>
  );
}

interface BesideProps extends ValuesProps {
  readonly text: string;
  readonly rendered: string;
  readonly mayChange: boolean;
}

function Beside({ prompt, text, values, onValues, rendered, mayChange }: BesideProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Tabs defaultValue="preview">
      <Tabs.List>
        <Tabs.Tab value="preview">{t("prompts.tab.preview")}</Tabs.Tab>
        <Tabs.Tab value="diff">{t("prompts.tab.diff")}</Tabs.Tab>
        <Tabs.Tab value="versions">{t("prompts.tab.versions")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="preview" pt={12}>
        <Values prompt={prompt} values={values} onValues={onValues} />
        <pre className={styles.rendered} tabIndex={0} aria-label={t("prompts.rendered")}>
          {rendered}
        </pre>
      </Tabs.Panel>
      <Tabs.Panel value="diff" pt={12}>
        <DiffView label={t("prompts.tab.diff")} before={prompt.text} after={text} />
      </Tabs.Panel>
      <Tabs.Panel value="versions" pt={12}>
        <PromptVersions prompt={prompt} mayChange={mayChange} />
      </Tabs.Panel>
    </Tabs>
  );
}

interface ValuesProps {
  readonly prompt: Prompt;
  readonly values: Readonly<Record<string, string>>;
  readonly onValues: (values: Readonly<Record<string, string>>) => void;
}

/** What may stand for each variable, for the preview alone. */
function Values({ prompt, values, onValues }: ValuesProps): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.values}>
      <legend>{t("prompts.variables")}</legend>
      {prompt.variables.map(({ name, sample }) => (
        <TextInput
          key={name}
          label={`{{${name}}}`}
          description={t(`prompts.variable.${variableKey(name)}`)}
          value={values[name] ?? sample}
          maxLength={500}
          onChange={(event) => onValues({ ...values, [name]: event.currentTarget.value })}
        />
      ))}
    </fieldset>
  );
}

function variableKey(name: string): "language" | "date" | "assistant" | "other" {
  return name === "language" || name === "date" || name === "assistant" ? name : "other";
}

/** Back to the product's words, or away with one's own template. */
function Restore({ prompt }: { readonly prompt: Prompt }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const { mutate, isPending } = useMutation(rollBackPromptMutation);
  if (prompt.builtIn) {
    return (
      <Button variant="default" loading={isPending} disabled={prompt.version === 0} onClick={() => mutate({ id: prompt.id, version: 0 })}>
        {t("prompts.restore")}
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" c="var(--sp-bad)" onClick={() => setAsked(true)}>
        {t("prompts.delete")}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={t("prompts.deleteTitle", { name: prompt.name })}
          text={t("prompts.deleteText")}
          label={t("prompts.delete")}
          mutation={deletePromptMutation}
          variables={prompt.id}
          onDone={() => void navigate({ to: "/assistants/prompts", search: {} })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
