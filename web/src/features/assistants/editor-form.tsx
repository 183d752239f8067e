import { ActionIcon, Button, MultiSelect, NativeSelect, Radio, Textarea, TextInput } from "@mantine/core";
import type { AssistantContent, Audience } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { Icon } from "../../ui/icon.tsx";
import { chatModelsQuery } from "../chat/queries.ts";
import { promptsQuery } from "../prompts/queries.ts";
import styles from "./assistants.module.css";
import { AudienceField } from "./audience-field.tsx";
import { GlyphPicker } from "./glyph.tsx";
import { collectionsQuery } from "./queries.ts";

interface ContentProps {
  readonly content: AssistantContent;
  readonly onContent: (content: AssistantContent) => void;
}

interface Props extends ContentProps {
  readonly audience: Audience;
  readonly onAudience: (audience: Audience) => void;
}

export function EditorForm({ content, onContent, audience, onAudience }: Props): ReactNode {
  const { t } = useTranslation();
  const set = (change: Partial<AssistantContent>): void => onContent({ ...content, ...change });
  return (
    <>
      <TextInput
        label={t("assistants.field.name")}
        required
        maxLength={100}
        autoComplete="off"
        value={content.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("assistants.field.description")}
        maxLength={500}
        autoComplete="off"
        value={content.description ?? ""}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <GlyphPicker value={content.glyph ?? "sparkles"} onChange={(glyph) => set({ glyph })} />
      <Textarea
        label={t("assistants.field.instructions")}
        description={t("assistants.field.instructionsHint")}
        maxLength={20_000}
        autosize
        minRows={5}
        maxRows={18}
        value={content.instructions ?? ""}
        onChange={(event) => set({ instructions: event.currentTarget.value })}
      />
      <Scope content={content} onContent={onContent} />
      <Starters content={content} onContent={onContent} />
      <Answering content={content} onContent={onContent} />
      <p className="note">{t("assistants.noTools")}</p>
      <AudienceField value={audience} onChange={onAudience} />
    </>
  );
}

function Scope({ content, onContent }: ContentProps): ReactNode {
  const { t } = useTranslation();
  const { data: collections = [] } = useQuery(collectionsQuery);
  const chosen = content.collectionIds ?? [];
  return (
    <MultiSelect
      label={t("assistants.field.collections")}
      description={t(chosen.length === 0 ? "assistants.field.everything" : "assistants.field.together")}
      placeholder={chosen.length === 0 ? t("assistants.field.chooseCollections") : ""}
      nothingFoundMessage={t("assistants.field.noCollections")}
      searchable
      maxValues={10}
      data={collections.map(({ id, name }) => ({ value: id, label: name }))}
      value={[...chosen]}
      onChange={(collectionIds) => onContent({ ...content, collectionIds })}
    />
  );
}

const MOST_STARTERS = 8;

function Starters({ content, onContent }: ContentProps): ReactNode {
  const { t } = useTranslation();
  const starters = content.starters ?? [];
  const set = (next: readonly string[]): void => onContent({ ...content, starters: [...next] });
  return (
    <fieldset className={styles.starterFields}>
      <legend>{t("assistants.field.starters")}</legend>
      {starters.map((starter, at) => (
        // Two may be the same while one types.
        // oxlint-disable-next-line react/no-array-index-key -- they have nothing else
        <div key={at}>
          <TextInput
            className="grow"
            aria-label={t("assistants.field.starter", { number: at + 1 })}
            maxLength={300}
            value={starter}
            onChange={(event) => set(starters.with(at, event.currentTarget.value))}
          />
          <ActionIcon
            size={32}
            aria-label={t("assistants.field.removeStarter", { number: at + 1 })}
            onClick={() => set(starters.toSpliced(at, 1))}
          >
            <Icon of={IconX} />
          </ActionIcon>
        </div>
      ))}
      {starters.length < MOST_STARTERS && (
        <Button size="xs" variant="default" leftSection={<Icon of={IconPlus} size={14} />} onClick={() => set([...starters, ""])}>
          {t("assistants.field.addStarter")}
        </Button>
      )}
    </fieldset>
  );
}

const STRICTNESS = ["strict", "balanced", "open"] as const;

function Answering({ content, onContent }: ContentProps): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { data: models = [] } = useQuery(chatModelsQuery);
  const { data: prompts = [] } = useQuery({ ...promptsQuery, enabled: hasRole(me.role, "editor") });
  const templates = prompts.filter(({ kind, builtIn }) => kind === "answer" && !builtIn);
  return (
    <>
      <NativeSelect
        label={t("assistants.field.model")}
        data={[{ value: "", label: t("assistants.field.defaultModel") }, ...models.map(({ id, name }) => ({ value: id, label: name }))]}
        value={content.modelId ?? ""}
        onChange={(event) => onContent({ ...content, modelId: event.currentTarget.value || null })}
      />
      {templates.length > 0 && (
        <NativeSelect
          label={t("assistants.field.prompt")}
          data={[
            { value: "", label: t("assistants.field.defaultPrompt") },
            ...templates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={content.promptId ?? ""}
          onChange={(event) => onContent({ ...content, promptId: event.currentTarget.value || null })}
        />
      )}
      <Radio.Group
        label={t("assistants.field.strictness")}
        value={content.strictness ?? "balanced"}
        onChange={(value) => {
          const strictness = STRICTNESS.find((each) => each === value);
          if (strictness !== undefined) onContent({ ...content, strictness });
        }}
      >
        {STRICTNESS.map((strictness) => (
          <Radio
            key={strictness}
            value={strictness}
            label={t(`assistants.strictness.${strictness}`)}
            description={t(`assistants.strictness.${strictness}Hint`)}
          />
        ))}
      </Radio.Group>
    </>
  );
}
