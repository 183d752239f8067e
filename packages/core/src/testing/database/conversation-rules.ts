import { expect } from "vitest";
import { inConversation } from "../../access/actor.ts";
import type { SavedSearch } from "../../ports/database/conversations.ts";
import { actorOf } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const ada = actorOf("ada");
const grace = actorOf("grace");

const SEARCH: SavedSearch = {
  id: "s1",
  userId: "ada",
  name: "Leave",
  query: "leave",
  filters: { since: "week" },
  sort: "newest",
  createdAt: 1,
  updatedAt: 1,
};

export const CONVERSATION_RULES: readonly DatabaseRule[] = [
  {
    title: "a temporary conversation is in no list, and is told once its hour is over",
    async check({ database }) {
      for (const [id, temporary] of [
        ["c1", false],
        ["c2", true],
        ["c3", true],
      ] as const)
        await database.answers.createConversation({ id, userId: "ada", title: id, temporary, now: id === "c3" ? 50 : 10 });
      const own = database.forActor(ada).answers;
      expect((await own.conversations(null, 10)).map(({ id }) => id)).toEqual(["c1"]);
      expect(await own.conversation("c2")).toMatchObject({ temporary: true, pinned: false, modelId: null });
      expect(await database.conversations.outlived(50, 10)).toEqual(["c2"]);
    },
  },
  {
    title: "conversations are found by their title and their questions, whatever the case and the signs",
    async check({ database }) {
      const say = { conversationId: "c1", runId: null, now: 20 };
      await database.answers.createConversation({ id: "c1", userId: "ada", title: "100% Leave", now: 10 });
      await database.answers.addMessage({ ...say, id: "m1", role: "user", content: "Where do the Penguins sleep?" });
      await database.answers.addMessage({ ...say, id: "m2", role: "assistant", content: "hidden words" });
      const found = async (text: string): Promise<number> => (await database.forActor(ada).answers.conversations(null, 10, text)).length;
      expect([await found("PENGUINS"), await found("0% l"), await found("hidden"), await found("1_0")]).toEqual([1, 1, 0, 0]);
      expect(await database.forActor(grace).answers.conversations(null, 10, "penguins")).toEqual([]);
    },
  },
  {
    title: "a pin and a model change a conversation and not the time of its last question",
    async check({ database }) {
      await database.answers.createConversation({ id: "c1", userId: "ada", title: "t", now: 10 });
      await database.conversations.change("c1", { pinned: true });
      await database.conversations.change("c1", { modelId: "m-1" });
      expect(await database.forActor(ada).answers.conversation("c1")).toMatchObject({ pinned: true, modelId: "m-1", updatedAt: 10 });
      await database.conversations.change("c1", { modelId: null });
      expect(await database.forActor(ada).answers.conversation("c1")).toMatchObject({ pinned: true, modelId: null });
    },
  },
  {
    title: "attachments are told by conversation, and those whose conversation is gone",
    async check({ database }) {
      await database.answers.createConversation({ id: "c1", userId: "ada", title: "t", now: 10 });
      const file = { conversationId: "c1", title: "a.txt", sizeBytes: 3 };
      await database.conversations.attach({ ...file, documentId: "d2", createdAt: 2 });
      await database.conversations.attach({ ...file, documentId: "d1", createdAt: 1 });
      await database.conversations.attach({ ...file, documentId: "d3", conversationId: "gone", createdAt: 3 });
      expect((await database.conversations.attachments("c1")).map(({ documentId }) => documentId)).toEqual(["d1", "d2"]);
      expect((await database.conversations.attached(["d1", "d9"])).map(({ documentId }) => documentId)).toEqual(["d1"]);
      expect((await database.conversations.lostAttachments(10)).map(({ documentId }) => documentId)).toEqual(["d3"]);
      await database.conversations.detach(["d1", "d3"]);
      expect((await database.conversations.attachments("c1")).map(({ documentId }) => documentId)).toEqual(["d2"]);
    },
  },
  {
    title: "only in a conversation of one's own is one the reader of what is attached to it",
    async check({ database }) {
      await database.answers.createConversation({ id: "c1", userId: "ada", title: "t", now: 10 });
      const principals = async (actor: typeof ada): Promise<readonly string[]> => database.forActor(actor).content.principals();
      expect(await principals(inConversation(ada, "c1"))).toContain("conversation:c1");
      expect(await principals(ada)).not.toContain("conversation:c1");
      expect(await principals(inConversation(grace, "c1"))).not.toContain("conversation:c1");
      expect(await principals(inConversation(ada, "missing"))).not.toContain("conversation:missing");
    },
  },
  {
    title: "saved searches are their owner's alone",
    async check({ database: { savedSearches } }) {
      await savedSearches.create(SEARCH);
      await savedSearches.create({ ...SEARCH, id: "s0", name: "Second", createdAt: 2 });
      expect(await savedSearches.ofUser("ada")).toEqual([SEARCH, { ...SEARCH, id: "s0", name: "Second", createdAt: 2 }]);
      expect(await savedSearches.ofUser("grace")).toEqual([]);
      expect(await savedSearches.update("s1", "grace", { name: "x" }, 5)).toBeNull();
      expect(await savedSearches.update("s1", "ada", { name: "x", filters: {} }, 5)).toEqual({
        ...SEARCH,
        name: "x",
        filters: {},
        updatedAt: 5,
      });
      expect([await savedSearches.remove("s1", "grace"), await savedSearches.remove("s1", "ada")]).toEqual([false, true]);
    },
  },
];
