import { useSyncExternalStore } from "react";
import type { GivenFile } from "./upload-store.ts";

/** Files that were dropped or chosen and that nobody has said yet who may read. */
let given: readonly GivenFile[] = [];
const listeners = new Set<() => void>();

export function offerFiles(files: readonly GivenFile[]): void {
  given = [...given, ...files];
  for (const notify of listeners) notify();
}

export function takeFiles(): readonly GivenFile[] {
  const taken = given;
  given = [];
  for (const notify of listeners) notify();
  return taken;
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

export function useGivenFiles(): readonly GivenFile[] {
  return useSyncExternalStore(subscribe, () => given);
}
