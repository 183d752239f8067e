import type { Upload } from "@smartypants/client";
import { useSyncExternalStore } from "react";
import { readUpload, sendFile, type UploadAccess } from "./queries.ts";

const AT_ONCE = 2;
const LOOK_MS = 2_000;

/** `reading`: it has arrived and is not searchable yet. */
export type UploadStep = "waiting" | "sending" | "reading" | "indexed" | "skipped" | "failed" | "stopped";

export interface UploadEntry {
  readonly key: string;
  readonly name: string;
  /** Its folders, as they were dragged; empty for a single file. */
  readonly folder: string;
  readonly sizeBytes: number;
  readonly step: UploadStep;
  /** How much of it is sent, from 0 to 1. */
  readonly sent: number;
  readonly documentId: string | null;
  /** Why it was skipped or failed, in words of the server; `too_large` for a file that is not even sent. */
  readonly problem: { readonly text: string } | { readonly error: unknown } | "too_large" | null;
}

interface Held extends UploadEntry {
  readonly file: File;
  readonly access: UploadAccess;
  readonly stop: AbortController;
}

export interface GivenFile {
  readonly file: File;
  readonly folder: string;
}

/** Kept outside of the page, so that going elsewhere does not stop anything. */
let entries: readonly Held[] = [];
const listeners = new Set<() => void>();
const settled = new Set<() => void>();

function change(next: readonly Held[]): void {
  entries = next;
  for (const notify of listeners) notify();
}

function patch(key: string, values: Partial<UploadEntry>): void {
  change(entries.map((each) => (each.key === key ? { ...each, ...values } : each)));
}

/** Files wait their turn, two at once; what has more than `maxBytes`, and the server would refuse, is said at once. */
export function addUploads(files: readonly GivenFile[], access: UploadAccess, maxBytes: number): void {
  const added = files.map(({ file, folder }): Held => {
    const isTooLarge = file.size > maxBytes;
    return {
      key: crypto.randomUUID(),
      name: file.name,
      folder,
      sizeBytes: file.size,
      step: isTooLarge ? "failed" : "waiting",
      sent: 0,
      documentId: null,
      problem: isTooLarge ? "too_large" : null,
      file,
      access,
      stop: new AbortController(),
    };
  });
  change([...added, ...entries]);
  sendNext();
}

export function retryUpload(key: string): void {
  change(
    entries.map((each) => (each.key === key ? { ...each, step: "waiting", sent: 0, problem: null, stop: new AbortController() } : each)),
  );
  sendNext();
}

export function stopUploads(): void {
  for (const each of entries) {
    if (each.step === "waiting") patch(each.key, { step: "stopped" });
    if (each.step === "sending") each.stop.abort();
  }
}

/** Takes what has ended off the list. */
export function clearUploads(): void {
  change(entries.filter((each) => each.step === "waiting" || each.step === "sending" || each.step === "reading"));
}

function sendNext(): void {
  const free = AT_ONCE - entries.filter((each) => each.step === "sending").length;
  // The first that came goes first; the list shows the latest on top.
  const waiting = entries.filter((each) => each.step === "waiting").toReversed();
  for (const each of waiting.slice(0, Math.max(0, free))) void send(each);
}

async function send({ key, file, folder, access, stop }: Held): Promise<void> {
  patch(key, { step: "sending" });
  try {
    const options = { folder, access, onceKey: key, signal: stop.signal, onProgress: (sent: number) => patch(key, { sent }) };
    show(key, await sendFile(file, options));
  } catch (error) {
    const isStopped = error instanceof DOMException && error.name === "AbortError";
    patch(key, isStopped ? { step: "stopped" } : { step: "failed", problem: { error } });
  }
  sendNext();
}

function show(key: string, { id, state, reason }: Upload): void {
  if (state === "queued" && id !== null) {
    patch(key, { step: "reading", sent: 1, documentId: id });
    setTimeout(() => void look(key, id), LOOK_MS);
    return;
  }
  patch(key, {
    step: state === "queued" ? "reading" : state,
    sent: 1,
    documentId: id,
    problem: reason === undefined ? null : { text: reason },
  });
  for (const notify of settled) notify();
}

async function look(key: string, id: string): Promise<void> {
  try {
    show(key, await readUpload(id));
  } catch {
    // The server was away for a moment: it has the file and goes on with it.
    setTimeout(() => void look(key, id), LOOK_MS * 2);
  }
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

export function useUploads(): readonly UploadEntry[] {
  return useSyncExternalStore(subscribe, () => entries);
}

/** Told whenever a file has been read, or could not be. */
export function onUploadSettled(notify: () => void): () => void {
  settled.add(notify);
  return () => settled.delete(notify);
}
