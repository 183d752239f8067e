import { useSyncExternalStore } from "react";

/** Time to think better of it. */
const UNDO_MS = 8_000;

export interface PendingDeletion {
  readonly id: string;
  readonly name: string;
  readonly documents: number;
}

interface Entry extends PendingDeletion {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly run: () => void;
}

let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Entry[]): void {
  entries = next;
  for (const notify of listeners) notify();
}

/** Deletes after a while, unless it is taken back. Going to another page of ours changes nothing; closing the window before its time takes it back. */
export function scheduleDeletion(deletion: PendingDeletion, run: () => void): void {
  undoDeletion(deletion.id);
  const timer = setTimeout(() => {
    change(entries.filter((each) => each.id !== deletion.id));
    run();
  }, UNDO_MS);
  change([...entries, { ...deletion, timer, run }]);
}

export function undoDeletion(id: string): void {
  for (const each of entries) if (each.id === id) clearTimeout(each.timer);
  change(entries.filter((each) => each.id !== id));
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

export function usePendingDeletions(): readonly PendingDeletion[] {
  return useSyncExternalStore(subscribe, () => entries);
}
