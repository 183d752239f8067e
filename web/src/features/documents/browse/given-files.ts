import { useSyncExternalStore } from "react";
import type { Given } from "./read-drop.ts";

const NOTHING: Given = { files: [], leftOut: [] };

/** Files that were dropped or chosen and that nobody has said yet who may read. */
let given = NOTHING;
const listeners = new Set<() => void>();

export function offerFiles({ files, leftOut }: Given): void {
  given = { files: [...given.files, ...files], leftOut: [...given.leftOut, ...leftOut] };
  for (const notify of listeners) notify();
}

export function takeFiles(): Given["files"] {
  const taken = given.files;
  given = NOTHING;
  for (const notify of listeners) notify();
  return taken;
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

export function useGivenFiles(): Given {
  return useSyncExternalStore(subscribe, () => given);
}
