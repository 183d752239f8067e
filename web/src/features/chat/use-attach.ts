import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import type { Attachment } from "@smartypants/client";
import { useEffect, useRef, useState } from "react";
import { hasRole } from "../../app/navigation.ts";
import { useHere } from "../auth/use-here.ts";
import { attachFile, attachmentsQuery, beginConversation, conversationQuery, detachFile } from "./queries.ts";
import type { ChatSearch } from "./route.ts";

/** A file that did not get as far as the server, or was refused there. */
export interface Unsent {
  readonly key: string;
  readonly name: string;
  readonly state: "sending" | "too large" | { readonly error: unknown };
}

export interface Attach {
  readonly attachments: readonly Attachment[];
  readonly unsent: readonly Unsent[];
  /** Null for people who may not upload, and where nobody may attach files. */
  readonly add: ((files: readonly File[]) => void) | null;
  readonly remove: (documentId: string) => void;
  readonly forget: (key: string) => void;
}

interface Options {
  readonly conversationId: string | null;
  readonly search: ChatSearch;
  /** What is typed so far: goes along when the first file begins a conversation. */
  readonly draft: string;
}

/** What went wrong while the first files began a conversation, for its page, which is another one. */
let carried: { readonly id: string; readonly unsent: readonly Unsent[] } | null = null;

function takeCarried(conversationId: string | null): readonly Unsent[] {
  const taken = carried !== null && carried.id === conversationId ? carried.unsent : [];
  if (taken.length > 0) carried = null;
  return taken;
}

/** The files of a conversation. The first one begins it, where there is none yet. */
export function useAttach({ conversationId, search, draft }: Options): Attach {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { me } = useRouteContext({ from: "/shell" });
  const { has, maxAttachment } = useHere();
  const { data: attachments = [] } = useQuery({ ...attachmentsQuery(conversationId ?? ""), enabled: conversationId !== null });
  const { unsent, say, forget } = useUnsent(conversationId);
  const refresh = (id: string): Promise<void> => queryClient.invalidateQueries({ queryKey: conversationQuery(id).queryKey });
  /** Null when it has arrived. */
  const send = async (id: string, file: File): Promise<Unsent | null> => {
    const about = { key: crypto.randomUUID(), name: file.name };
    say({ ...about, state: "sending" });
    try {
      await attachFile(id, file);
      await refresh(id);
      forget(about.key);
      return null;
    } catch (error) {
      const failed: Unsent = { ...about, state: { error } };
      say(failed);
      return failed;
    }
  };
  const add = async (files: readonly File[]): Promise<void> => {
    const fitting = files.filter((file) => file.size <= maxAttachment);
    for (const file of files) if (!fitting.includes(file)) say({ key: crypto.randomUUID(), name: file.name, state: "too large" });
    if (fitting.length === 0) return;
    const id = conversationId ?? (await beginConversation(search.temporary === true));
    const results = await Promise.all(fitting.map((file) => send(id, file)));
    if (conversationId !== null) return;
    carried = { id, unsent: results.flatMap((each) => each ?? []) };
    const { temporary: _temporary, ...scope } = search;
    const asked = latestDraft.current;
    await navigate({
      to: "/chat/$conversationId",
      params: { conversationId: id },
      search: asked === "" ? scope : { ...scope, ask: asked },
    });
  };
  const latestDraft = useRef(draft);
  useEffect(() => {
    latestDraft.current = draft;
  });
  return {
    attachments,
    unsent,
    add: hasRole(me.role, "member") && has("features.attachments") ? (files) => void add(files) : null,
    remove: (documentId) => {
      if (conversationId === null) return;
      detachFile(conversationId, documentId)
        .catch(() => {}) // gone already, in another tab: the list says so
        .finally(() => void refresh(conversationId));
    },
    forget,
  };
}

function useUnsent(conversationId: string | null) {
  const [unsent, setUnsent] = useState<readonly Unsent[]>(() => takeCarried(conversationId));
  const without = (list: readonly Unsent[], key: string): readonly Unsent[] => list.filter((each) => each.key !== key);
  return {
    unsent,
    say: (next: Unsent): void => setUnsent((before) => [...without(before, next.key), next]),
    forget: (key: string): void => setUnsent((before) => without(before, key)),
  };
}
