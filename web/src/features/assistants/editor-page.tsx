import { Button, Tabs } from "@mantine/core";
import type { Assistant, AssistantContent, Audience } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconChevronLeft, IconLock } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { FormError } from "../../ui/form-error.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Page } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import styles from "./assistants.module.css";
import { EditorForm } from "./editor-form.tsx";
import { PreviewChat } from "./preview-chat.tsx";
import { assistantQuery, saveAssistantMutation } from "./queries.ts";
import { VersionList } from "./version-list.tsx";

const route = getRouteApi("/shell/assistants/$assistantId");

export function NewAssistantPage(): ReactNode {
  const { me } = useRouteContext({ from: "/shell" });
  return hasRole(me.role, "member") ? <Editor assistant={null} /> : <NotYours />;
}

export function AssistantPage(): ReactNode {
  const { t } = useTranslation();
  const { assistantId } = route.useParams();
  const query = useQuery(assistantQuery(assistantId));
  return (
    <Loaded query={query} failed={t("assistants.oneFailed")}>
      {(assistant) => (assistant.manageable ? <Editor key={`${assistant.id} ${assistant.version}`} assistant={assistant} /> : <NotYours />)}
    </Loaded>
  );
}

function NotYours(): ReactNode {
  const { t } = useTranslation();
  useTitle(t("assistants.title"));
  return (
    <Page title={t("assistants.title")} back={<Back />}>
      <Nothing>
        <Empty icon={IconLock} title={t("assistants.notYours")}>
          {t("assistants.notYoursText")}
        </Empty>
      </Nothing>
    </Page>
  );
}

function Back(): ReactNode {
  const { t } = useTranslation();
  return (
    <Link to="/assistants" className={styles.back}>
      <Icon of={IconChevronLeft} size={14} />
      {t("assistants.title")}
    </Link>
  );
}

const BLANK: AssistantContent = {
  name: "",
  description: "",
  glyph: "sparkles",
  instructions: "",
  collectionIds: [],
  modelId: null,
  promptId: null,
  starters: [],
  strictness: "balanced",
};

/** What is edited of a version; only its editors are sent its instructions. */
function contentOf(assistant: Assistant | null): AssistantContent {
  return assistant === null ? BLANK : { ...BLANK, ...assistant.content };
}

function Editor({ assistant }: { readonly assistant: Assistant | null }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [content, setContent] = useState(() => contentOf(assistant));
  const [audience, setAudience] = useState<Audience>(assistant?.audience ?? { visibility: "private", allow: [] });
  const [note, setNote] = useState("");
  const { mutate, isPending, error } = useMutation(saveAssistantMutation);
  const title = assistant === null ? t("assistants.new") : assistant.content.name;
  useTitle(title);
  const save = (): void =>
    mutate(
      { assistant, content: { ...content, starters: (content.starters ?? []).filter((starter) => starter.trim() !== "") }, audience, note },
      { onSuccess: ({ id }) => void navigate({ to: "/assistants/$assistantId", params: { assistantId: id } }) },
    );
  const form = (
    <form
      id="assistant"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <EditorForm content={content} onContent={setContent} audience={audience} onAudience={setAudience} />
      {assistant !== null && <NoteField note={note} onNote={setNote} />}
      {error !== null && <FormError error={error} />}
    </form>
  );
  return (
    <Page
      title={title}
      back={<Back />}
      facts={assistant === null ? t("assistants.newFacts") : t("assistants.versionNumber", { version: assistant.version })}
      actions={
        <Button type="submit" form="assistant" loading={isPending} disabled={content.name.trim() === ""}>
          {t(assistant === null ? "assistants.create" : "assistants.save")}
        </Button>
      }
    >
      <div className={styles.columns}>
        <div>{assistant === null ? form : <WithVersions assistant={assistant}>{form}</WithVersions>}</div>
        <PreviewChat content={content} assistantId={assistant?.id ?? null} />
      </div>
    </Page>
  );
}

interface NoteProps {
  readonly note: string;
  readonly onNote: (note: string) => void;
}

function NoteField({ note, onNote }: NoteProps): ReactNode {
  const { t } = useTranslation();
  return (
    <label className={styles.note}>
      <span>{t("assistants.field.note")}</span>
      <input
        value={note}
        maxLength={200}
        placeholder={t("assistants.field.notePlaceholder")}
        onChange={(event) => onNote(event.target.value)}
      />
    </label>
  );
}

function WithVersions({ assistant, children }: { readonly assistant: Assistant; readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <Tabs defaultValue="settings">
      <Tabs.List>
        <Tabs.Tab value="settings">{t("assistants.tab.settings")}</Tabs.Tab>
        <Tabs.Tab value="versions">{t("assistants.tab.versions")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="settings">{children}</Tabs.Panel>
      <Tabs.Panel value="versions">
        <VersionList assistant={assistant} />
      </Tabs.Panel>
    </Tabs>
  );
}
