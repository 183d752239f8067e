import { useSyncExternalStore } from "react";

/** Time to think better of it. */
const UNDO_MS = 8_000;

interface Deletions<Item> {
  /** Deletes after a while, unless it is taken back. Going to another page changes nothing. */
  later(item: Item, erase: () => void): void;
  takeBack(id: string): void;
  /** What is about to be deleted. */
  usePending(): readonly Item[];
}

interface Entry<Item> {
  readonly item: Item;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly erase: () => void;
}

/** Deletions that can be undone for some seconds. Closing the window before their time carries them out (`erase`) or takes them back (`keep`). */
export function createDeletions<Item extends { readonly id: string }>(onClose: "erase" | "keep"): Deletions<Item> {
  let entries: readonly Entry<Item>[] = [];
  let pending: readonly Item[] = [];
  const listeners = new Set<() => void>();
  const change = (next: readonly Entry<Item>[]): void => {
    entries = next;
    pending = next.map(({ item }) => item);
    for (const notify of listeners) notify();
  };
  const without = (id: string): readonly Entry<Item>[] => entries.filter(({ item }) => item.id !== id);
  const takeBack = (id: string): void => {
    for (const { item, timer } of entries) if (item.id === id) clearTimeout(timer);
    change(without(id));
  };
  const eraseAll = (): void => {
    const waiting = entries;
    change([]);
    for (const { timer, erase } of waiting) {
      clearTimeout(timer);
      erase();
    }
  };
  if (onClose === "erase" && typeof window !== "undefined") window.addEventListener("pagehide", eraseAll);
  const subscribe = (notify: () => void): (() => void) => {
    listeners.add(notify);
    return () => listeners.delete(notify);
  };
  return {
    later: (item, erase) => {
      takeBack(item.id);
      const timer = setTimeout(() => {
        erase();
        change(without(item.id));
      }, UNDO_MS);
      change([...entries, { item, timer, erase }]);
    },
    takeBack,
    usePending: () => useSyncExternalStore(subscribe, () => pending),
  };
}
