import { ActionIcon, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { useShortcuts } from "../../ui/use-shortcuts.ts";
import styles from "./composer.module.css";
import { stopMutation } from "./queries.ts";
import type { ChatSearch } from "./route.ts";
import { ScopeButton } from "./scope-button.tsx";

interface Props {
  readonly search: ChatSearch;
  /** The run that can be stopped. */
  readonly runId: string | null;
  readonly isSending: boolean;
  readonly isFirst: boolean;
  readonly onSend: (content: string) => void;
}

const MAX_LENGTH = 4000;

export function Composer({ search, runId, isSending, isFirst, onSend }: Props): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(search.ask ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const stop = useMutation(stopMutation);
  const isBusy = runId !== null || isSending;
  useGrowth(field, text);
  useShortcuts({
    "shift+Escape": () => field.current?.focus(),
    Escape: () => runId !== null && stop.mutate(runId),
  });
  const send = (): void => {
    if (isBusy || text.trim() === "") return;
    onSend(text.trim());
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && runId !== null) stop.mutate(runId);
    // Enter also ends the choosing of a character in many languages.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={styles.wrap}>
      <form
        className={styles.composer}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          rows={1}
          aria-label={t("chat.question")}
          placeholder={t(isFirst ? "chat.ask" : "chat.followUp")}
          value={text}
          maxLength={MAX_LENGTH}
          autoFocus={isFirst}
          dir="auto"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className={styles.row}>
          <ScopeButton search={search} />
          <span className="grow" />
          <SendOrStop runId={runId} isDisabled={text.trim() === "" || isSending} />
        </div>
      </form>
    </div>
  );
}

/** Stop sits where Send was. */
function SendOrStop({ runId, isDisabled }: { readonly runId: string | null; readonly isDisabled: boolean }): ReactNode {
  const { t } = useTranslation();
  const stop = useMutation(stopMutation);
  if (runId === null) {
    return (
      <ActionIcon type="submit" variant="filled" color="petrol" size={32} aria-label={t("chat.send")} disabled={isDisabled}>
        <Icon of={IconArrowUp} size={18} />
      </ActionIcon>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<Icon of={IconPlayerStopFilled} size={14} />}
      loading={stop.isPending}
      onClick={() => stop.mutate(runId)}
    >
      {t("chat.stop")}
    </Button>
  );
}

const TALLEST_PX = 240;

/** The field grows with its text, up to a limit. */
function useGrowth(field: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useEffect(() => {
    const node = field.current;
    if (node === null) return;
    node.style.height = "auto";
    node.style.height = `${Math.min(node.scrollHeight, TALLEST_PX)}px`;
  }, [field, text]);
}
