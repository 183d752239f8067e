import type { Message } from "@smartypants/client";
import i18next from "i18next";
import type { FullAnswer } from "./queries.ts";

export interface OpenCitation {
  readonly runId: string;
  readonly marker: number;
}

export function parseCite(cite: string | undefined): OpenCitation | null {
  const match = /^(.+)\.(\d+)$/.exec(cite ?? "");
  return match === null ? null : { runId: match[1] ?? "", marker: Number(match[2]) };
}

/** Null for a question, which the API's description cannot say. */
export function answerOf({ answer }: { readonly answer: unknown }): FullAnswer | null {
  return answer as FullAnswer | null;
}

export interface Feedback {
  readonly rating: 1 | -1;
  readonly reason: string | null;
  readonly comment: string | null;
  /** The question was sent to the administrators with it. */
  readonly shared: boolean;
}

/** What the reader has said about an answer, which the API's description cannot say may be null. */
export function feedbackOf({ feedback }: { readonly feedback: unknown }): Feedback | null {
  return feedback as Feedback | null;
}

/** What the server calls a conversation before its first question. */
const UNNAMED = "New conversation";

/** A conversation's name in the reader's language, where it has none of its own yet. */
export function titleOf({ title }: { readonly title: string }): string {
  return title === UNNAMED ? i18next.t("chat.newChat") : title;
}

export function answersOf(messages: readonly Message[]): readonly FullAnswer[] {
  return messages.flatMap((message) => answerOf(message) ?? []);
}

/** One line of the conversation as it is shown: a message and the ones that stand beside it. */
export interface Turn {
  /** The same whichever version is shown, so that what has the focus keeps it. */
  readonly key: string;
  readonly message: Message;
  /** Messages with the same parent, oldest first; the message is one of them. */
  readonly versions: readonly Message[];
}

/**
 * The branch of a conversation that goes through the message `at`, and from there on through whatever is newest. A message whose parent is not among
 * those given begins the conversation: the oldest of a long one are not loaded.
 */
export function turnsOf(messages: readonly Message[], at?: string): readonly Turn[] {
  const known = new Map(messages.map((message) => [message.id, message]));
  const parentOf = ({ parentId }: Message): string | null => (parentId !== null && known.has(parentId) ? parentId : null);
  const children = new Map<string | null, Message[]>();
  for (const message of messages) children.set(parentOf(message), [...(children.get(parentOf(message)) ?? []), message]);
  const newest = newestBelow(messages, parentOf);
  const wanted = new Set<string>();
  for (let id = at; id !== undefined && known.has(id) && !wanted.has(id);) {
    wanted.add(id);
    const message = known.get(id);
    id = (message === undefined ? null : parentOf(message)) ?? undefined;
  }
  const turns: Turn[] = [];
  for (let parent: string | null = null; ;) {
    const versions: readonly Message[] = children.get(parent) ?? [];
    const shown =
      versions.find(({ id }) => wanted.has(id)) ??
      versions.toSorted((one, other) => (newest.get(other.id) ?? 0) - (newest.get(one.id) ?? 0)).at(0);
    if (shown === undefined) return turns;
    turns.push({ key: `below ${parent ?? "the beginning"}`, message: shown, versions });
    parent = shown.id;
  }
}

/** By message, the place of the newest one below it: answers come after their questions, so one walk from the end is enough. */
function newestBelow(messages: readonly Message[], parentOf: (message: Message) => string | null): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const [index, message] of [...messages.entries()].toReversed()) {
    const place = Math.max(newest.get(message.id) ?? 0, index);
    newest.set(message.id, place);
    const parent = parentOf(message);
    if (parent !== null) newest.set(parent, Math.max(newest.get(parent) ?? 0, place));
  }
  return newest;
}
