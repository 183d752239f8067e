import { expect } from "vitest";
import type { Actor } from "../../access/actor.ts";
import { actorOf, addSource, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const ada = actorOf("ada");
const grace = actorOf("grace");

/** What collections and assistants are narrowed by. */
export const SCOPE_RULES: readonly DatabaseRule[] = [
  {
    title: "documents are found by their tags in any case, and counted by every part of a filter, among those one may read",
    async check(made) {
      const open = await addSource(made, "s");
      const closed = await addSource(made, "t", { access: { mode: "restricted" }, allow: ["user:ada@example.org"] });
      const metadata = { tags: ["HR", "leave"] };
      await store(made, open, [
        documentOf(open, "a", { metadata, updatedAt: 100, authors: ["Zoë"] }),
        documentOf(open, "b", { metadata: { labels: "hr" }, kind: "pdf", updatedAt: 300 }),
        documentOf(open, "c", { metadata: { tags: 7, note: '"tags" "hr"' }, updatedAt: 300 }),
      ]);
      await store(made, closed, [documentOf(closed, "d", { metadata })]);
      const indexed = await drain(made);
      const of = (actor: Actor) => made.database.forActor(actor).content;
      const tagged = async (actor: Actor, ...tags: string[]): Promise<readonly number[]> => of(actor).chunksTagged(tags, 99);
      const chunks = (...documentIds: string[]): number[] =>
        documentIds.flatMap((id) => (indexed.get(id)?.chunks ?? []).map((chunk) => chunk.id)).toSorted((one, other) => one - other);
      expect(await tagged(grace, "hr")).toEqual(chunks("s/a", "s/b"));
      expect(await tagged(ada, "Hr")).toEqual(chunks("s/a", "s/b", "t/d"));
      expect(await tagged(grace, "leave", "none")).toEqual(chunks("s/a"));
      expect(await tagged(grace)).toEqual([]);
      expect(await of(ada).chunksTagged(["hr"], 1)).toHaveLength(1);
      const count = (filter: Parameters<ReturnType<typeof of>["count"]>[0], actor = grace): Promise<number> => of(actor).count(filter);
      expect([await count({}), await count({}, ada), await count({ sources: ["t"] }), await count({ sources: [] })]).toEqual([3, 4, 0, 0]);
      expect([await count({ kinds: ["pdf"] }), await count({ updatedAfter: 300 }), await count({ updatedBefore: 300 })]).toEqual([1, 2, 1]);
      expect([await count({ containers: ["c"] }), await count({ authors: ["Zoë"] }), await count({ chunks: chunks("s/a") })]).toEqual([
        0, 1, 1,
      ]);
      expect([await count({ anyOf: [] }), await count({ anyOf: [{ kinds: ["pdf"] }, { updatedBefore: 300 }] })]).toEqual([0, 2]);
    },
  },
  {
    title: "what is attached to a conversation is found in it alone, and by its owner alone",
    async check(made) {
      const source = await addSource(made, "s", { access: { mode: "restricted" }, allow: ["conversation:talk"] });
      await store(made, source, [documentOf(source, "a"), documentOf(source, "b")]);
      await drain(made);
      await made.database.answers.createConversation({ id: "talk", userId: "ada", title: "T", now: 1 });
      await made.database.conversations.attach({ documentId: "s/a", conversationId: "talk", title: "A", sizeBytes: 1, createdAt: 1 });
      const attached = async (actor: Actor): Promise<number> => (await made.database.forActor(actor).content.attached()).length;
      expect(await attached({ ...ada, conversationId: "talk" })).toBe(2);
      expect([
        await attached(ada),
        await attached({ ...ada, conversationId: "other" }),
        await attached({ ...grace, conversationId: "talk" }),
      ]).toEqual([0, 0, 0]);
    },
  },
];
