import { ActionIcon, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toast.ts";
import { useShortcuts } from "../../ui/use-shortcuts.ts";
import { AssistantPicker } from "../assistants/assistant-picker.tsx";
import { AttachButton, AttachmentChips } from "./attachments.tsx";
import styles from "./composer.module.css";
import { ModelPicker } from "./model-picker.tsx";
import { tellOtherTabs } from "./other-tabs.ts";
import { stopMutation } from "./queries.ts";
import type { ChatSearch } from "./route.ts";
import { ScopeButton } from "./scope-button.tsx";
import type { Attach } from "./use-attach.ts";
import { useGrowth } from "./use-growth.ts";

interface Props {
  readonly search: ChatSearch;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  /** Null: the default. */
  readonly model: string | null;
  readonly onModel: (model: string | null) => void;
  /** Null: nobody's assistant. */
  readonly assistant: string | null;
  readonly attach: Attach;
  readonly conversationId: string | null;
  /** The run that can be stopped. */
  readonly runId: string | null;
  readonly isSending: boolean;
  readonly isFirst: boolean;
  readonly onSend: (content: string) => void;
}

const MAX_LENGTH = 4000;

export function Composer(props: Props): ReactNode {
  const { search, draft, onDraft, model, onModel, assistant, attach, conversationId, runId, isSending, isFirst, onSend } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const field = useRef<HTMLTextAreaElement>(null);
  const { mutate: stop, isPending: isStopping } = useStop(conversationId);
  const isBusy = runId !== null || isSending;
  useGrowth(field, draft);
  useShortcuts({
    composer: () => field.current?.focus(),
    stop: () => runId !== null && stop(runId),
  });
  const send = (): void => {
    if (draft.trim() === "") return;
    if (isBusy) return toast(t("chat.busy"));
    onSend(draft.trim());
    onDraft("");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && runId !== null) stop(runId);
    if (isSendKey(event)) send();
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
        <AttachmentChips attach={attach} />
        <textarea
          ref={field}
          rows={1}
          aria-label={t("chat.question")}
          placeholder={t(isFirst ? "chat.ask" : "chat.followUp")}
          value={draft}
          maxLength={MAX_LENGTH}
          autoFocus={isFirst}
          dir="auto"
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => pasteFiles(event, attach.add)}
        />
        <div className={styles.row}>
          <ScopeButton search={search} />
          <AssistantPicker
            assistant={assistant}
            onAssistant={(id) => void navigate({ to: ".", search: { ...search, assistant: id ?? "none" }, replace: true })}
          />
          {attach.add !== null && <AttachButton onFiles={attach.add} />}
          <span className="grow" />
          <ModelPicker model={model} onModel={onModel} />
          <SendOrStop runId={runId} isDisabled={draft.trim() === "" || isSending} isStopping={isStopping} onStop={stop} />
        </div>
      </form>
    </div>
  );
}

/** Enter also ends the choosing of a character in many languages. */
function isSendKey(event: KeyboardEvent): boolean {
  const isSend = event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
  // Or it would begin a new line.
  if (isSend) event.preventDefault();
  return isSend;
}

function pasteFiles(event: ClipboardEvent, add: Attach["add"]): void {
  if (add === null || event.clipboardData.files.length === 0) return;
  event.preventDefault();
  add([...event.clipboardData.files]);
}

interface SendProps {
  readonly runId: string | null;
  readonly isDisabled: boolean;
  readonly isStopping: boolean;
  readonly onStop: (runId: string) => void;
}

/** Stop sits where Send was. */
function SendOrStop({ runId, isDisabled, isStopping, onStop }: SendProps): ReactNode {
  const { t } = useTranslation();
  if (runId === null) {
    return (
      <ActionIcon type="submit" variant="filled" color="petrol" size={32} aria-label={t("chat.send")} disabled={isDisabled}>
        <Icon of={IconArrowUp} size={18} />
      </ActionIcon>
    );
  }
  return (
    <Button variant="default" leftSection={<Icon of={IconPlayerStopFilled} size={14} />} loading={isStopping} onClick={() => onStop(runId)}>
      {t("chat.stop")}
    </Button>
  );
}

function useStop(conversationId: string | null) {
  return useMutation({
    ...stopMutation,
    onSuccess: () => {
      if (conversationId !== null) tellOtherTabs(conversationId);
    },
  });
}
