import type { Message } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import i18next from "i18next";
import { IconMessages } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../app/api.ts";
import { toast } from "../../ui/toast.ts";
import { Empty, LoadingRows, Problem } from "../../ui/states.tsx";
import { toFilters } from "../search/search-state.ts";
import { Starters } from "../assistants/starters.tsx";
import { Composer } from "./composer.tsx";
import { answerOf, type OpenCitation, titleOf, type Turn, turnsOf } from "./messages.ts";
import { type Asked, chatModelsQuery, conversationQuery } from "./queries.ts";
import type { ChatSearch } from "./route.ts";
import { QuestionText } from "./question.tsx";
import { TemporaryNote, TemporaryOver } from "./temporary.tsx";
import { ThreadContext } from "./thread-context.ts";
import { ThreadHead } from "./thread-head.tsx";
import styles from "./thread.module.css";
import { Turns } from "./turns.tsx";
import { useAsk } from "./use-ask.ts";
import { useAttach } from "./use-attach.ts";
import { useStickToEnd } from "./use-stick-to-end.ts";

interface Props {
  readonly conversationId: string | null;
  readonly search: ChatSearch;
  readonly open: OpenCitation | null;
  readonly onOpen: (cite: OpenCitation | null) => void;
  readonly onList: () => void;
}

const NONE: readonly Message[] = [];

export function Thread({ conversationId, search, open, onOpen, onList }: Props): ReactNode {
  const { t } = useTranslation();
  const query = useQuery({ ...conversationQuery(conversationId ?? ""), enabled: conversationId !== null });
  const { data, error } = query;
  const ask = useAsk(conversationId, search);
  const messages = data?.messages ?? NONE;
  const turns = useMemo(() => turnsOf(messages, search.at), [messages, search.at]);
  const running = messages.map(answerOf).find((answer) => answer?.state === "running");
  const isBusy = running !== undefined || ask.pending !== null;
  const [draft, setDraft] = useState(search.ask ?? "");
  const [chosenModel, setModel] = useState<string | null | undefined>(undefined);
  const model = chosenModel === undefined ? (data?.model ?? null) : chosenModel;
  const isTemporary = data?.temporary ?? search.temporary === true;
  const assistantId = assistantOf(search, messages);
  const attach = useAttach({ conversationId, search, draft });
  const send = (content: string, parentId: string | null | undefined): void =>
    ask.send({ kind: "ask", content, filters: toFilters(search), model, assistantId, ...(parentId !== undefined && { parentId }) });
  const last = conversationId === null ? undefined : (turns.at(-1)?.message.id ?? null);
  const actions = useActions({ conversationId, isTemporary, model, isBusy, search, last, send, ask: ask.send });
  const isOver = isApiError(error) && error.status === 404;
  return (
    <ThreadContext value={actions}>
      <ThreadHead
        title={isTemporary ? t("chat.temporary.title") : data === undefined ? t("chat.newChat") : titleOf(data)}
        conversation={data ?? null}
        messages={turns.map(({ message }) => message)}
        search={search}
        isRunning={running !== undefined}
        onList={onList}
      />
      {isTemporary && <TemporaryNote />}
      <Log
        {...{ turns, ask, open, onOpen, isBusy, isTemporary, isOver, assistantId }}
        messages={messages.length}
        isNew={conversationId === null}
        isRunning={running !== undefined}
        onFiles={attach.add}
        isLoading={query.isLoading}
        error={error}
        onRetry={() => void query.refetch()}
      />
      {!isOver && (
        <Composer
          {...{ search, draft, model, attach, conversationId }}
          onDraft={setDraft}
          onModel={setModel}
          assistant={assistantId}
          runId={running?.runId ?? null}
          isSending={ask.pending !== null}
          isFirst={conversationId === null}
          onSend={(content) => send(content, last)}
        />
      )}
    </ThreadContext>
  );
}

interface LogProps extends Pick<Props, "open" | "onOpen"> {
  readonly turns: readonly Turn[];
  /** How many there are in all branches. */
  readonly messages: number;
  readonly ask: ReturnType<typeof useAsk>;
  readonly isNew: boolean;
  readonly assistantId: string | null;
  readonly isTemporary: boolean;
  readonly isRunning: boolean;
  readonly isBusy: boolean;
  /** There is no such conversation. */
  readonly isOver: boolean;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onFiles: ((files: readonly File[]) => void) | null;
}

function Log({ turns, messages, ask, open, onOpen, isNew, isTemporary, isRunning, isBusy, isOver, ...rest }: LogProps): ReactNode {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  useStickToEnd(scroll, [messages, ask.pending]);
  const shown = ask.pending?.kind === "ask" ? turnsAbove(turns, ask.pending.parentId) : turns;
  return (
    <div
      className={styles.scroll}
      ref={scroll}
      role="log"
      aria-label={t("chat.messages")}
      aria-live="polite"
      aria-busy={isRunning}
      tabIndex={0}
      {...dropHandlers(rest.onFiles)}
    >
      <div className={styles.measure}>
        {isOver && <TemporaryOver />}
        {rest.error !== null && !isOver && <Problem title={t("chat.failed")} error={rest.error} onRetry={rest.onRetry} />}
        {rest.isLoading && <LoadingRows rows={2} />}
        {isNew && ask.pending === null && <Beginning assistantId={rest.assistantId} isTemporary={isTemporary} />}
        <Turns turns={shown} scroll={scroll} open={open} onOpen={onOpen} isBusy={isBusy} />
        {ask.pending?.kind === "ask" && <QuestionText text={ask.pending.content} />}
        {ask.error !== null && <Problem title={t("chat.notAsked")} error={ask.error} onRetry={ask.retry} />}
      </div>
    </div>
  );
}

interface ActionOptions {
  readonly conversationId: string | null;
  readonly isTemporary: boolean;
  readonly model: string | null;
  readonly isBusy: boolean;
  readonly search: ChatSearch;
  /** What a next question follows. */
  readonly last: string | null | undefined;
  readonly send: (content: string, parentId: string | null | undefined) => void;
  readonly ask: (asked: Asked) => void;
}

/** One object for all rows that does not change while somebody asks: they read what is true now when they are pressed. */
function useActions(options: ActionOptions) {
  const navigate = useNavigate();
  const { data: models } = useQuery(chatModelsQuery);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { conversationId, isTemporary } = options;
  return useMemo(() => {
    const unlessBusy = (run: (now: ActionOptions) => void): boolean => {
      if (latest.current.isBusy) toast(i18next.t("chat.busy"));
      else run(latest.current);
      return !latest.current.isBusy;
    };
    return {
      conversationId,
      isTemporary,
      models: models ?? [],
      again: (runId: string, model?: string) => unlessBusy((now) => now.ask({ kind: "again", runId, model: model ?? now.model })),
      goOn: (runId: string) => unlessBusy((now) => now.ask({ kind: "go on", runId })),
      edit: (parentId: string | null, content: string) => unlessBusy((now) => now.send(content, parentId)),
      ask: (content: string) => unlessBusy((now) => now.send(content, now.last)),
      show: (messageId: string) => void navigate({ to: ".", search: { ...latest.current.search, at: messageId }, replace: true }),
    };
  }, [conversationId, isTemporary, models, navigate]);
}

/** While other words are on their way in the place of a question, the branch below it is not shown. */
function turnsAbove(turns: readonly Turn[], parentId: string | null | undefined): readonly Turn[] {
  if (parentId === undefined) return turns;
  return turns.slice(0, turns.findIndex(({ message }) => message.id === parentId) + 1);
}

/** Files may be dropped anywhere on the conversation. */
function dropHandlers(add: ((files: readonly File[]) => void) | null) {
  if (add === null) return {};
  return {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      add([...event.dataTransfer.files]);
    },
  };
}

/** The one the address names, else the one that answered last. */
function assistantOf({ assistant }: ChatSearch, messages: readonly Message[]): string | null {
  if (assistant !== undefined) return assistant === "none" ? null : assistant;
  return messages.map(answerOf).findLast((answer) => answer !== null && answer !== undefined)?.assistant?.id ?? null;
}

function Beginning({ assistantId, isTemporary }: Pick<LogProps, "assistantId" | "isTemporary">): ReactNode {
  const { ask } = useContext(ThreadContext);
  const welcome = <Welcome isTemporary={isTemporary} />;
  if (assistantId === null) return welcome;
  return <Starters assistant={assistantId} onAsk={ask} otherwise={welcome} />;
}

function Welcome({ isTemporary }: { readonly isTemporary: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.welcome}>
      <Empty icon={IconMessages} title={t("chat.welcome")}>
        {t(isTemporary ? "chat.temporary.welcome" : "chat.welcomeText")}
      </Empty>
    </div>
  );
}
