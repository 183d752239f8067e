import { useSyncExternalStore } from "react";

/** Time to think better of it. */
const UNDO_MS = 8_000;

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly erase: () => void;
}

let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Entry[]): void {
  entries = next;
  for (const notify of listeners) notify();
}

/** Deletes after a while, unless it is taken back. Going to another page changes nothing; closing the window deletes at once. */
export function deleteSoon(id: string, name: string, erase: () => void): void {
  takeBack(id);
  const timer = setTimeout(() => {
    change(entries.filter((each) => each.id !== id));
    erase();
  }, UNDO_MS);
  change([...entries, { id, name, timer, erase }]);
}

export function takeBack(id: string): void {
  for (const each of entries) if (each.id === id) clearTimeout(each.timer);
  change(entries.filter((each) => each.id !== id));
}

function eraseAll(): void {
  const waiting = entries;
  change([]);
  for (const { timer, erase } of waiting) {
    clearTimeout(timer);
    erase();
  }
}

if (typeof window !== "undefined") window.addEventListener("pagehide", eraseAll);

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

/** What is about to be deleted. */
export function usePendingDeletions(): readonly { readonly id: string; readonly name: string }[] {
  return useSyncExternalStore(subscribe, () => entries);
}
