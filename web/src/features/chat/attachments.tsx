import { ActionIcon, Loader } from "@mantine/core";
import type { Attachment } from "@smartypants/client";
import { IconAlertTriangle, IconFile, IconPaperclip, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { useErrorText } from "../../ui/states.tsx";
import { formatBytes } from "../documents/browse/format-bytes.ts";
import { useHere } from "../auth/use-here.ts";
import styles from "./attachments.module.css";
import type { Attach, Unsent } from "./use-attach.ts";

export function AttachButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }): ReactNode {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { maxAttachment } = useHere();
  const label = t("chat.attach.button", { size: formatBytes(maxAttachment) });
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be chosen again.
          event.target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
      <ActionIcon size={28} aria-label={label} title={label} onClick={() => input.current?.click()}>
        <Icon of={IconPaperclip} />
      </ActionIcon>
    </>
  );
}

/** The conversation's files: each with its size, how far it is, and what is wrong with it. */
export function AttachmentChips({ attach: { attachments, unsent, remove, forget } }: { readonly attach: Attach }): ReactNode {
  const { t } = useTranslation();
  if (attachments.length + unsent.length === 0) return null;
  return (
    <div className={styles.attachments}>
      <ul aria-label={t("chat.attach.files")}>
        {attachments.map((each) => (
          <Attached key={each.id} attachment={each} onRemove={() => remove(each.id)} />
        ))}
        {unsent.map((each) => (
          <NotSent key={each.key} unsent={each} onForget={() => forget(each.key)} />
        ))}
      </ul>
      <p className="note">{t("chat.attach.note")}</p>
    </div>
  );
}

function Attached({ attachment, onRemove }: { readonly attachment: Attachment; readonly onRemove: () => void }): ReactNode {
  const { t } = useTranslation();
  const { title, sizeBytes, state, reason } = attachment;
  const isRead = state === "indexed";
  return (
    <Chip
      name={title}
      kind={isRead ? "ready" : state === "queued" ? "busy" : "problem"}
      said={isRead ? formatBytes(sizeBytes) : state === "queued" ? t("chat.attach.reading") : (reason ?? t("chat.attach.unreadable"))}
      removeLabel={t("chat.attach.remove", { name: title })}
      onRemove={onRemove}
    />
  );
}

function NotSent({ unsent: { name, state }, onForget }: { readonly unsent: Unsent; readonly onForget: () => void }): ReactNode {
  const { t } = useTranslation();
  const { maxAttachment } = useHere();
  const words = useErrorText(typeof state === "string" ? null : state.error);
  const said =
    state === "sending"
      ? t("chat.attach.sending")
      : state === "too large"
        ? t("chat.attach.tooLarge", { size: formatBytes(maxAttachment) })
        : words;
  return (
    <Chip
      name={name}
      kind={state === "sending" ? "busy" : "problem"}
      said={said}
      removeLabel={t("chat.attach.remove", { name })}
      onRemove={state === "sending" ? null : onForget}
    />
  );
}

interface ChipProps {
  readonly name: string;
  readonly kind: "ready" | "busy" | "problem";
  readonly said: string;
  readonly removeLabel: string;
  readonly onRemove: (() => void) | null;
}

function Chip({ name, kind, said, removeLabel, onRemove }: ChipProps): ReactNode {
  return (
    <li className={styles.chip} data-kind={kind}>
      {kind === "busy" ? <Loader size={14} /> : <Icon of={kind === "problem" ? IconAlertTriangle : IconFile} />}
      <span className={styles.name} dir="auto" title={name}>
        {name}
      </span>
      <span className={styles.said} role="status">
        {said}
      </span>
      {onRemove !== null && (
        <ActionIcon size={24} aria-label={removeLabel} onClick={onRemove}>
          <Icon of={IconX} size={14} />
        </ActionIcon>
      )}
    </li>
  );
}
