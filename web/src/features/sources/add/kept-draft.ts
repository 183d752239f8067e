import type { Way } from "../settings/read-schema.ts";
import type { Draft } from "./use-draft.ts";

/** A source that is being connected, set aside while its operator signs in at the source. */
export interface Kept {
  readonly connector: string;
  readonly draft: Draft;
}

const KEY = "smartypants-connecting";
const WAY_KEY = "smartypants-reconnecting";

/** For a source that exists: only which way of signing in was chosen. */
export function keepWay(way: number): void {
  sessionStorage.setItem(WAY_KEY, String(way));
}

export function takeWay(): number {
  const way = Number(sessionStorage.getItem(WAY_KEY) ?? 0);
  sessionStorage.removeItem(WAY_KEY);
  return way;
}

/** For this tab only, and without secrets: those are with the server, or not entered yet. */
export function keepDraft({ connector, draft }: Kept, { fields }: Pick<Way, "fields">): void {
  const isOpen = (name: string): boolean => fields.some((field) => field.name === name && field.kind.type === "text");
  const values = Object.fromEntries(Object.entries(draft.credential.values).filter(([name]) => isOpen(name)));
  const kept: Kept = { connector, draft: { ...draft, credential: { ...draft.credential, values, handle: null } } };
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

/** What was set aside, with the handle that signing in has brought, if it has; forgets it. */
export function takeDraft(handle: string | null): Kept | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Kept;
    return { ...kept, draft: { ...kept.draft, credential: { ...kept.draft.credential, handle } } };
  } catch {
    // Not ours: begin anew.
    return null;
  }
}
