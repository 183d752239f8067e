import { ActionIcon, Button } from "@mantine/core";
import type { Message } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconCopy, IconListDetails, IconMessages } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { useIsNarrow } from "../../ui/columns.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "../../ui/states.tsx";
import { Answer } from "./answer.tsx";
import { Composer } from "./composer.tsx";
import { conversationToMarkdown } from "./copy-with-sources.ts";
import { answerOf, type OpenCitation } from "./messages.ts";
import { conversationQuery } from "./queries.ts";
import { RunningAnswer } from "./running-answer.tsx";
import type { ChatSearch } from "./route.ts";
import styles from "./thread.module.css";
import { useAsk } from "./use-ask.ts";
import { useStickToEnd } from "./use-stick-to-end.ts";

interface Props {
  readonly conversationId: string | null;
  readonly search: ChatSearch;
  readonly open: OpenCitation | null;
  readonly onOpen: (cite: OpenCitation | null) => void;
  readonly onList: () => void;
}

export function Thread({ conversationId, search, open, onOpen, onList }: Props): ReactNode {
  const { t } = useTranslation();
  const { data, error, isLoading, refetch } = useQuery({ ...conversationQuery(conversationId ?? ""), enabled: conversationId !== null });
  const ask = useAsk(conversationId, search);
  const messages = data?.messages ?? [];
  const running = messages.map(answerOf).find((answer) => answer?.state === "running");
  const scroll = useRef<HTMLDivElement>(null);
  useStickToEnd(scroll, [messages.length, ask.pending]);
  return (
    <>
      <Head title={data?.title ?? t("chat.newChat")} messages={messages} onList={onList} />
      <div
        className={styles.scroll}
        ref={scroll}
        role="log"
        aria-label={t("chat.messages")}
        aria-live="polite"
        aria-busy={running !== undefined}
        tabIndex={0}
      >
        <div className={styles.measure}>
          {error !== null && <Problem title={t("chat.failed")} error={error} onRetry={() => void refetch()} />}
          {isLoading && <LoadingRows rows={2} />}
          {conversationId === null && ask.pending === null && <Welcome />}
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} conversationId={conversationId ?? ""} open={open} onOpen={onOpen} />
          ))}
          {ask.pending !== null && <Question text={ask.pending} />}
          {ask.error !== null && <Problem title={t("chat.notAsked")} error={ask.error} onRetry={ask.retry} />}
        </div>
      </div>
      <Composer
        key={conversationId}
        search={search}
        runId={running?.runId ?? null}
        isSending={ask.pending !== null}
        isFirst={conversationId === null}
        onSend={ask.send}
      />
    </>
  );
}

interface RowProps {
  readonly message: Message;
  readonly conversationId: string;
  readonly open: OpenCitation | null;
  readonly onOpen: Props["onOpen"];
}

function MessageRow({ message, conversationId, open, onOpen }: RowProps): ReactNode {
  const answer = answerOf(message);
  if (message.role === "user") return <Question text={message.content} />;
  if (answer === null) return null;
  const { runId } = answer;
  const cites = { open: open?.runId === runId ? open.marker : null, onOpen: (marker: number) => onOpen({ runId, marker }) };
  if (answer.state === "running") return <RunningAnswer runId={runId} conversationId={conversationId} {...cites} />;
  return <Answer answer={answer} {...cites} />;
}

function Question({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles.question}>
      <p dir="auto">{text}</p>
    </div>
  );
}

function Head({
  title,
  messages,
  onList,
}: {
  readonly title: string;
  readonly messages: readonly Message[];
  readonly onList: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  return (
    <header className={styles.head}>
      {isNarrow && (
        <Button variant="default" size="xs" leftSection={<Icon of={IconListDetails} />} onClick={onList}>
          {t("chat.list")}
        </Button>
      )}
      <h1 className="cut grow" dir="auto">
        {title}
      </h1>
      {messages.length > 0 && (
        <ActionIcon
          aria-label={t("chat.copyChat")}
          title={t("chat.copyChat")}
          onClick={() => void copyText(conversationToMarkdown(messages))}
        >
          <Icon of={IconCopy} />
        </ActionIcon>
      )}
    </header>
  );
}

function Welcome(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.welcome}>
      <Empty icon={IconMessages} title={t("chat.welcome")}>
        {t("chat.welcomeText")}
      </Empty>
    </div>
  );
}
