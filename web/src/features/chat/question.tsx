import { ActionIcon, Button } from "@mantine/core";
import type { Message } from "@smartypants/client";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import styles from "./question.module.css";
import { ThreadContext } from "./thread-context.ts";
import { useGrowth } from "./use-growth.ts";
import { Versions } from "./versions.tsx";

interface Props {
  readonly message: Message;
  readonly versions: readonly Message[];
}

/** A question, the ones that were asked in its place, and a way to ask in other words. */
export function Question({ message, versions }: Props): ReactNode {
  const { t } = useTranslation();
  const [isEdited, setEdited] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setEdited(false);
    setTimeout(() => pencil.current?.focus());
  };
  if (isEdited) return <Editor key={message.id} message={message} onClose={close} />;
  return (
    <div className={styles.question}>
      <p dir="auto">{message.content}</p>
      <div className={styles.tools}>
        <Versions message={message} versions={versions} label={t("chat.versionsOfQuestion")} />
        <ActionIcon ref={pencil} aria-label={t("chat.edit")} title={t("chat.edit")} onClick={() => setEdited(true)}>
          <Icon of={IconPencil} />
        </ActionIcon>
      </div>
    </div>
  );
}

/** A question on its way. */
export function QuestionText({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles.question} data-pending>
      <p dir="auto">{text}</p>
    </div>
  );
}

const MAX_LENGTH = 4000;

function Editor({ message, onClose }: { readonly message: Message; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { edit } = useContext(ThreadContext);
  const [text, setText] = useState(message.content);
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowth(field, text);
  const isChanged = text.trim() !== "" && text.trim() !== message.content;
  const send = (): void => {
    if (isChanged && edit(message.parentId, text.trim())) onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        autoFocus
        dir="auto"
        aria-label={t("chat.editField")}
        value={text}
        maxLength={MAX_LENGTH}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="actions">
        <Button type="submit" size="xs" disabled={!isChanged}>
          {t("chat.askAnew")}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
        <span className="note">{t("chat.editNote")}</span>
      </div>
    </form>
  );
}
