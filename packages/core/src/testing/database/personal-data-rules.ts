import { expect } from "vitest";
import { ERASED } from "../../ports/database/personal-data.ts";
import { actorOf, addPerson, addSource, documentOf, store } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const ada = actorOf("ada");
const grace = actorOf("grace");
const WHOSE = { userId: "ada", principals: ["user:ada@example.org"] };

const PAGE = { after: null, limit: 9 };

/** An upload for each list of readers, from `u0` on. */
async function addUploads(made: DatabaseUnderTest, ...lists: readonly (readonly string[])[]): Promise<void> {
  const { database } = made;
  const source = await addSource(made, "up", { connector: "upload", access: { mode: "restricted", allow: [] }, allow: [] });
  for (const [at, allow] of lists.entries()) {
    const externalId = `u${at}`;
    const own = { aclId: await database.acls.shared([...allow]), aclInherits: false, metadata: { uploadedBy: "ada" }, blobId: `b${at}` };
    const sourceAcl = { mode: "restricted" as const, allow: [...allow] };
    const stored = await store(made, source, [documentOf(source, externalId, { ...own, sourceAcl })]);
    const item = { externalId, documentId: stored.get(externalId) ?? null, containerExternalId: "ada", state: "indexed" as const };
    await database.syncItems.save("up", [{ ...item, title: externalId }], "upload", 1);
  }
}

export const PERSONAL_DATA_RULES: readonly DatabaseRule[] = [
  {
    title: "what a person has is counted and read in pages, and another's is never among it",
    async check({ database }) {
      await addPerson(database, ada);
      await addPerson(database, grace);
      for (const [id, userId] of [
        ["c1", "ada"],
        ["c2", "ada"],
        ["c3", "grace"],
      ] as const)
        await database.answers.createConversation({ id, userId, title: id, temporary: id === "c2", now: 1 });
      for (const id of ["m1", "m2", "m3"])
        await database.answers.addMessage({ id, conversationId: "c1", role: "user", content: id, runId: null, now: 2 });
      const run = { question: "q", filters: {}, owner: "o", leaseUntil: 1, conversationId: null, now: 1 };
      await database.answers.createRun({ ...run, id: "r1", userId: "ada" });
      await database.answers.createRun({ ...run, id: "r2", userId: "grace" });
      const { personalData } = database;
      expect((await personalData.conversations("ada", PAGE)).map(({ id }) => id)).toEqual(["c1", "c2"]);
      expect((await personalData.conversations("ada", { after: "c1", limit: 9 })).map(({ id }) => id)).toEqual(["c2"]);
      expect((await personalData.messages("c1", { after: null, limit: 2 })).map(({ id }) => id)).toEqual(["m1", "m2"]);
      expect((await personalData.messages("c1", { after: "m2", limit: 2 })).map(({ id }) => id)).toEqual(["m3"]);
      expect(await personalData.answers("ada", PAGE)).toEqual(["r1"]);
      expect(await personalData.runningAnswers("ada")).toEqual(["r1"]);
      expect(await personalData.counts(WHOSE, 1)).toMatchObject({ conversations: 2, answers: 1, attachments: 0, sessions: 0 });
      expect([await personalData.eraseAnswers("ada", 9), await personalData.eraseAnswers("ada", 9)]).toEqual([1, 0]);
      expect(await personalData.answers("grace", PAGE)).toEqual(["r2"]);
    },
  },
  {
    title: "an upload is private when nobody but its uploader may read it, and the others can be handed over",
    async check(made) {
      const { database } = made;
      await addUploads(made, ["user:ada@example.org"], ["everyone"], ["user:ada@example.org", "user:grace@example.org"], []);
      const lost = { externalId: "u9", documentId: null, containerExternalId: "ada", state: "failed" as const, title: "u9" };
      await database.syncItems.save("up", [lost], "upload", 1);
      const uploads = await database.personalData.uploads(WHOSE, PAGE);
      expect(uploads.map(({ externalId, isPrivate }) => [externalId, isPrivate])).toEqual([
        ["u0", true],
        ["u1", false],
        ["u2", false],
        ["u3", true],
        ["u9", true],
      ]);
      expect(uploads[0]).toMatchObject({ sourceId: "up", title: "u0", blobId: "b0" });
      expect(await database.personalData.counts(WHOSE, 1)).toMatchObject({ privateUploads: 3, sharedUploads: 2 });
      await database.conversations.attach({ documentId: "u0", conversationId: "c", title: "t", sizeBytes: 1, createdAt: 1 });
      expect((await database.personalData.uploads(WHOSE, { after: null, limit: 1 })).map(({ externalId }) => externalId)).toEqual(["u1"]);
      expect(await database.personalData.handOverUploads("ada", "grace", 99)).toBe(5);
      expect(await database.personalData.handOverUploads("ada", "grace", 99)).toBe(0);
      const ofGrace = { userId: "grace", principals: ["user:grace@example.org"] };
      expect(await database.personalData.uploads(ofGrace, PAGE)).toHaveLength(4);
    },
  },
  {
    title: "the audit and usage lose the person page by page, and nothing of anybody else",
    async check({ database: { llmUsage, personalData, records } }) {
      const event = { at: 5, action: "user.update", objectType: "user", requestId: "req" };
      await records.audit({ ...event, id: "1", actorId: "ada", objectId: "x", detail: {} });
      await records.audit({ ...event, id: "2", actorId: "grace", objectId: "ada", detail: { userIds: ["ada", "grace"] } });
      await records.audit({ ...event, id: "3", actorId: "grace", objectId: "grace", detail: { userIds: ["grace"] } });
      expect(await personalData.eraseFromAudit("ada", "", 2)).toEqual({ count: 2, next: "2" });
      expect(await personalData.eraseFromAudit("ada", "2", 2)).toEqual({ count: 0, next: null });
      expect((await records.auditEvents(null, 9)).map(({ actorId, objectId, detail }) => [actorId, objectId, detail])).toEqual([
        ["grace", "grace", { userIds: ["grace"] }],
        ["grace", ERASED, { userIds: [ERASED, "grace"] }],
        [ERASED, "x", {}],
      ]);
      expect((await records.auditEvents(null, 9)).map(({ requestId }) => requestId)).toEqual(["req", "req", null]);
      const call = {
        at: 1,
        modelId: "m",
        model: "m",
        purpose: "answer",
        inputTokens: 1,
        outputTokens: 1,
        cost: null,
        assistantId: null,
      } as const;
      const rest = { runId: "r", apiKeyId: "k", durationMs: 1, outcome: "done" } as const;
      for (const [id, userId] of Object.entries({ u1: "ada", u2: "ada", u3: "grace" }))
        await llmUsage.record({ ...call, ...rest, id, userId });
      expect([await personalData.eraseFromUsage("ada", 1), await personalData.eraseFromUsage("ada", 9)]).toEqual([1, 1]);
      const people = await llmUsage.sums({ from: 0, to: 9 }, "person");
      expect(people.map(({ key, calls }) => [key, calls])).toEqual([
        [ERASED, 2],
        ["grace", 1],
      ]);
      expect((await llmUsage.sums({ from: 0, to: 9, apiKeyId: "k" }, "day"))[0]?.calls).toBe(1);
    },
  },
  {
    title: "a forgotten person's address opens nothing any more, and who else was named keeps what they could read",
    async check(made) {
      const { database } = made;
      await addPerson(database, ada);
      await addPerson(database, grace);
      const both = ["user:ada@example.org", "user:grace@example.org"];
      await addUploads(made, both, ["user:ada@example.org"]);
      // A source reports the same readers: what it says stays as it says it.
      const source = await addSource(made, "s", { access: { mode: "source" }, allow: [] });
      const aclId = await database.acls.shared(["user:ada@example.org", "everyone"]);
      await store(made, source, [documentOf(source, "d", { aclId, aclInherits: false })]);
      const filter = {};
      const audience = { visibility: "restricted" as const, allow: both };
      const times = { createdAt: 1, updatedAt: 1 };
      await database.assistants.createCollection({ id: "c1", name: "C", description: "", filter, audience, ownerId: "ada", ...times });
      expect(await database.personalData.forget(WHOSE, "grace")).toBe("done");
      expect(await database.personalData.forget(WHOSE, "grace")).toBe("missing");
      const reads = async (who: typeof ada, id: string) => (await database.forActor(who).content.document(id)) !== null;
      const again = actorOf("ada", { userId: "another" });
      expect([await reads(grace, "up/u0"), await reads(again, "up/u0"), await reads(again, "up/u1")]).toEqual([true, false, false]);
      expect(await database.acls.entries(aclId)).toEqual(["everyone", "user:ada@example.org"]);
      const [collection] = await database.assistants.collections(["c1"]);
      expect(collection).toMatchObject({ ownerId: "grace", audience: { allow: ["user:grace@example.org"] } });
      // The row has another set now: whoever asks for the old one gets another row.
      expect(await database.acls.entries(await database.acls.shared(both))).toEqual(both);
      expect(await database.people.get("ada")).toBeNull();
    },
  },
  {
    title: "an erasure counts what has gone, ends without the person, and is forgotten later",
    async check({ database: { personalData } }) {
      const erasure = { id: "e", userId: "ada", heirId: "grace", counts: {}, total: 5, createdAt: 1, finishedAt: null };
      await personalData.createErasure(erasure);
      expect([await personalData.erasureOf("ada"), await personalData.erasureOf("grace")]).toEqual([erasure, null]);
      await personalData.noteErased("e", { conversations: 2 });
      await personalData.noteErased("e", { conversations: 1, answers: 4 });
      await personalData.endErasure("e", 10);
      expect(await personalData.erasure("e")).toEqual({
        ...erasure,
        userId: null,
        counts: { conversations: 3, answers: 4 },
        finishedAt: 10,
      });
      expect(await personalData.erasureOf("ada")).toBeNull();
      expect([await personalData.sweepErasures(10), await personalData.sweepErasures(11), await personalData.erasure("e")]).toEqual([
        0,
        1,
        null,
      ]);
    },
  },
];
