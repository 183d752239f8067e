import { expect } from "vitest";
import type { AnswerRepository, RunEvent } from "../../ports/database/answers.ts";
import { actorOf } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const ada = actorOf("ada");
const grace = actorOf("grace");

async function converse({ database: { answers } }: DatabaseUnderTest, id: string, userId = "ada"): Promise<void> {
  await answers.createConversation({ id, userId, title: `About ${id}`, now: 10 });
}

async function startRun(
  { database: { answers } }: DatabaseUnderTest,
  id: string,
  changes: Partial<Parameters<AnswerRepository["createRun"]>[0]> = {},
) {
  const run = { id, userId: "ada", conversationId: null, question: "Wie viel?", filters: { from: ["ada"] }, owner: "server-1" };
  await answers.createRun({ ...run, leaseUntil: 1000, now: 100, ...changes });
}

const delta = (sequence: number): RunEvent => ({ sequence, type: "delta", data: { type: "text", text: `word ${sequence} äöü` } });

type Result = Parameters<AnswerRepository["finishRun"]>[2];
const RESULT: Result = {
  state: "done",
  mode: "extractive",
  nearest: ["n1"],
  removedCitations: 2,
  error: null,
  now: 500,
  spans: [
    { type: "text", text: "So viel: " },
    { type: "quote", marker: 2 },
  ],
  citations: [
    { marker: 2, documentId: "d2", version: 1, chunkId: null, start: 5, end: 9 },
    { marker: 1, documentId: "d1", version: 3, chunkId: 44, start: 0, end: 4 },
  ],
};

export const ANSWER_RULES: readonly DatabaseRule[] = [
  {
    title: "conversations and messages are their owner's alone; to others they look missing",
    async check(made) {
      const { database } = made;
      for (const id of ["c1", "c2", "c3"]) await converse(made, id);
      await converse(made, "c4", "grace");
      const message = { conversationId: "c1", role: "user" as const, content: "Hällo", runId: null };
      await database.answers.addMessage({ ...message, id: "m1", now: 20 });
      await database.answers.addMessage({ ...message, id: "m2", role: "assistant", content: "", runId: "r", now: 20 });
      await database.answers.addMessage({ ...message, id: "m3", now: 30 });
      const own = database.forActor(ada).answers;
      expect((await own.conversations(null, 2)).map((each) => each.id)).toEqual(["c3", "c2"]);
      expect(await own.conversations("c2", 2)).toMatchObject([{ id: "c1", title: "About c1", createdAt: 10, updatedAt: 30 }]);
      expect(
        (await own.messages("c1", 10)).map((each) => each.id),
        "in order",
      ).toEqual(["m1", "m2", "m3"]);
      expect(
        (await own.messages("c1", 2)).map((each) => each.id),
        "the latest of them",
      ).toEqual(["m2", "m3"]);
      expect((await own.messages("c1", 10))[1]).toEqual({
        id: "m2",
        role: "assistant",
        content: "",
        runId: "r",
        parentId: null,
        createdAt: 20,
      });
      const foreign = database.forActor(grace).answers;
      expect(await foreign.conversation("c1")).toBeNull();
      expect(await foreign.messages("c1", 10)).toEqual([]);
      expect((await foreign.conversations(null, 10)).map((each) => each.id)).toEqual(["c4"]);
      await database.answers.renameConversation("c1", "Neu", 40);
      expect(await own.conversation("c1")).toMatchObject({ id: "c1", title: "Neu", createdAt: 10, updatedAt: 40 });
    },
  },
  {
    // After the clock was set back an answer must not stand before its question.
    title: "messages are in the order of their ids, whatever their times say",
    async check(made) {
      const { database } = made;
      await converse(made, "c1");
      const times = { m1: 3_600_000, m2: 60_000, m3: 60_001 };
      for (const [id, now] of Object.entries(times)) {
        await database.answers.addMessage({ id, conversationId: "c1", role: "user", content: id, runId: null, now });
      }
      const own = database.forActor(ada).answers;
      expect((await own.messages("c1", 10)).map((each) => each.id)).toEqual(["m1", "m2", "m3"]);
      expect((await own.messages("c1", 2)).map((each) => each.id)).toEqual(["m2", "m3"]);
    },
  },
  {
    title: "a removed conversation takes messages, runs, events and feedback along, and nothing else",
    async check(made) {
      const { database } = made;
      for (const id of ["c1", "c2"]) {
        await converse(made, id);
        await startRun(made, `run of ${id}`, { conversationId: id });
        await database.answers.appendEvents(`run of ${id}`, "server-1", [delta(1)], 1);
        await database.answers.finishRun(`run of ${id}`, "server-1", RESULT);
        const feedback = {
          id: `f of ${id}`,
          runId: `run of ${id}`,
          userId: "ada",
          rating: 1 as const,
          reason: null,
          comment: null,
          now: 1,
        };
        await database.answers.addFeedback(feedback);
        await database.answers.addMessage({ id: `m of ${id}`, conversationId: id, role: "user", content: "?", runId: null, now: 1 });
      }
      await database.answers.removeConversation("c1");
      const own = database.forActor(ada).answers;
      expect([await own.conversation("c1"), await own.run("run of c1")]).toEqual([null, null]);
      expect([...(await own.messages("c1", 9)), ...(await own.events("run of c1", 0, 9))]).toEqual([]);
      expect(await own.messages("c2", 9)).toHaveLength(1);
      expect((await own.run("run of c2"))?.citations).toHaveLength(2);
      expect(await own.events("run of c2", 0, 9)).toHaveLength(1);
    },
  },
  {
    title: "a run keeps which key asked, what was read into it and which model wrote in the end",
    async check(made) {
      const { database } = made;
      const writer = { model: "openai/a", modelId: "m1", prompt: "answer@1" };
      await startRun(made, "r", { apiKeyId: "k1", writer });
      await startRun(made, "plain", { writer });
      const time = { text: "last week", after: 1, before: null, use: "filter" };
      const reading = { time, acronyms: ["RPO"] };
      const result = { ...RESULT, reading, answeredBy: { label: "ollama/b", masked: 3 } };
      expect(await database.answers.finishRun("r", "server-1", result)).toBe(true);
      const nothing = { ...RESULT, reading: { time: null, acronyms: [] }, answeredBy: null };
      expect(await database.answers.finishRun("plain", "server-1", nothing)).toBe(true);
      const own = database.forActor(ada).answers;
      expect(await own.run("r")).toMatchObject({ apiKeyId: "k1", reading, masked: 3, writer: { ...writer, model: "ollama/b" } });
      expect(await own.run("plain")).toMatchObject({ apiKeyId: null, reading: null, masked: 0, writer });
    },
  },
  {
    title: "a run comes back whole, to its owner alone",
    async check(made) {
      const { database } = made;
      await startRun(made, "r");
      const asked = { id: "r", userId: "ada", conversationId: null, question: "Wie viel?", filters: { from: ["ada"] }, createdAt: 100 };
      const open = { state: "running", mode: null, spans: null, citations: [], nearest: [], removedCitations: 0, error: null };
      const plain = { writer: null, sources: { found: [], history: [] }, usage: null, continues: null, assistant: null, trial: null };
      const unread = { apiKeyId: null, reading: null, masked: 0 };
      const own = database.forActor(ada).answers;
      expect(await own.run("r")).toEqual({ ...asked, ...open, ...plain, ...unread, finishedAt: null });
      expect(await database.answers.finishRun("r", "server-1", RESULT)).toBe(true);
      const { now: finishedAt, citations, ...rest } = RESULT;
      expect(await own.run("r")).toEqual({ ...asked, ...plain, ...unread, ...rest, finishedAt, citations: citations.toReversed() });
      expect(await database.forActor(grace).answers.run("r")).toBeNull();
      expect(await own.run("none")).toBeNull();
    },
  },
  {
    title: "a failed run keeps its reason",
    async check(made) {
      await startRun(made, "r");
      const error = { code: "unavailable", message: "Try again." };
      await made.database.answers.finishRun("r", "server-1", { ...RESULT, state: "failed", mode: null, citations: [], error });
      expect(await made.database.forActor(ada).answers.run("r")).toMatchObject({ state: "failed", mode: null, error });
    },
  },
  {
    title: "events are read from where a reader left off, by the run's owner alone",
    async check(made) {
      const { database } = made;
      await startRun(made, "r");
      const events = Array.from({ length: 500 }, (_, at) => delta(at + 1));
      expect(await database.answers.appendEvents("r", "server-1", events, 1)).toBe(true);
      expect(await database.answers.appendEvents("r", "server-1", [], 1)).toBe(true);
      const own = database.forActor(ada).answers;
      expect(await own.events("r", 498, 10)).toEqual(events.slice(498));
      expect((await own.events("r", 0, 3)).map((event) => event.sequence)).toEqual([1, 2, 3]);
      expect(await database.forActor(grace).answers.events("r", 0, 10)).toEqual([]);
      await expect(database.answers.appendEvents("r", "server-1", [delta(501), delta(3)], 1)).rejects.toMatchObject({ code: "conflict" });
      expect(await own.events("r", 500, 10), "all or none of a batch").toEqual([]);
    },
  },
  {
    title: "whoever has lost a run writes nothing to it any more",
    async check(made) {
      const { database } = made;
      await startRun(made, "r");
      expect(await database.answers.appendEvents("r", "server-2", [delta(1)], 1)).toBe(false);
      expect(await database.answers.heartbeat("r", "server-2", 9000)).toBeNull();
      expect(await database.answers.finishRun("r", "server-2", RESULT)).toBe(false);
      expect(await database.answers.finishRun("r", "server-1", RESULT)).toBe(true);
      expect(await database.answers.finishRun("r", "server-1", { ...RESULT, state: "failed" }), "only once").toBe(false);
      expect(await database.answers.appendEvents("r", "server-1", [delta(1)], 1)).toBe(false);
      expect(await database.answers.heartbeat("r", "server-1", 9000)).toBeNull();
      expect(await database.forActor(ada).answers.run("r")).toMatchObject({ state: "done", citations: [{ marker: 1 }, { marker: 2 }] });
    },
  },
  {
    title: "a heartbeat prolongs the lease and brings the wish to stop",
    async check(made) {
      const { answers } = made.database;
      await startRun(made, "r");
      expect(await answers.heartbeat("r", "server-1", 2000)).toEqual({ cancel: false });
      expect(await answers.abandoned(1999)).toEqual([]);
      await answers.requestCancel("r");
      await answers.requestCancel("none");
      expect(await made.other.answers.heartbeat("r", "server-1", 3000)).toEqual({ cancel: true });
      await answers.finishRun("r", "server-1", { ...RESULT, state: "cancelled" });
      expect(await made.database.forActor(ada).answers.run("r")).toMatchObject({ state: "cancelled" });
    },
  },
  {
    title: "a run whose owner has died is taken over by one alone, with its events; the dead one writes no more",
    async check(made) {
      const { database, other } = made;
      await startRun(made, "dead");
      await startRun(made, "alive");
      await database.answers.appendEvents("dead", "server-1", [delta(1)], 1);
      await database.answers.heartbeat("alive", "server-1", 5000);
      const lost = await database.answers.abandoned(1001);
      expect(lost).toMatchObject([{ run: { id: "dead", state: "running" }, owner: "server-1", restarts: 0, events: [delta(1)] }]);
      const both = await Promise.all([
        database.answers.takeOver("dead", "server-1", "server-2", 9000),
        other.answers.takeOver("dead", "server-1", "server-3", 9000),
      ]);
      expect(both.filter((isTaken) => isTaken)).toEqual([true]);
      expect(await database.answers.abandoned(8999)).toMatchObject([{ run: { id: "alive" } }]);
      expect(await database.answers.abandoned(9001)).toMatchObject([{ run: { id: "alive" } }, { run: { id: "dead" }, restarts: 1 }]);
      expect(await database.answers.appendEvents("dead", "server-1", [delta(2)], 1)).toBe(false);
      const owner = both[0] ? "server-2" : "server-3";
      expect(await database.answers.appendEvents("dead", owner, [delta(2)], 1)).toBe(true);
      await database.answers.finishRun("dead", owner, { ...RESULT, state: "interrupted" });
      expect(await database.answers.takeOver("dead", owner, "server-4", 9000), "it has ended").toBe(false);
    },
  },
  {
    title: "a written answer keeps its model, its template, what it was shown and what it cost",
    async check(made) {
      const { answers } = made.database;
      const writer = { model: "test/tiny", modelId: "m1", prompt: "answer@1" };
      const run = { id: "w", userId: "ada", conversationId: null, question: "?", filters: {}, owner: "server-1", leaseUntil: 1000, now: 1 };
      await answers.createRun({ ...run, writer, continues: "earlier" });
      const own = made.database.forActor(ada).answers;
      expect(await own.run("w")).toMatchObject({ writer, continues: "earlier", sources: { found: [], history: [] }, usage: null });
      const sources = { found: ["d1", "d2"], history: ["d3"] };
      expect(await answers.recordSources("w", "server-2", sources), "not its owner").toBe(false);
      expect(await answers.recordSources("w", "server-1", sources)).toBe(true);
      const usage = { finishReason: "length" as const, inputTokens: 900, outputTokens: 40 };
      const spans = [{ type: "text" as const, text: "So.", unsupported: true as const }];
      await answers.finishRun("w", "server-1", { ...RESULT, mode: "llm", spans, citations: [], usage });
      expect(await own.run("w")).toMatchObject({ mode: "llm", sources, usage, spans });
      expect(await answers.recordSources("w", "server-1", sources), "it has ended").toBe(false);
    },
  },
  {
    title: "messages form a tree, and a run is found where it is shown",
    async check(made) {
      const { database } = made;
      await converse(made, "c1");
      const message = { conversationId: "c1", role: "user" as const, content: "?", runId: null, now: 1 };
      await database.answers.addMessage({ ...message, id: "m1" });
      await database.answers.addMessage({ ...message, id: "m2", role: "assistant", runId: "r1", parentId: "m1" });
      await database.answers.addMessage({ ...message, id: "m3", role: "assistant", runId: "r2", parentId: "m1" });
      const own = database.forActor(ada).answers;
      expect((await own.messages("c1", 9)).map(({ parentId }) => parentId)).toEqual([null, "m1", "m1"]);
      expect(await own.message("m2")).toMatchObject({ id: "m2", conversationId: "c1", parentId: "m1" });
      expect(await own.messageOfRun("r2")).toMatchObject({ id: "m3", conversationId: "c1" });
      const foreign = database.forActor(grace).answers;
      expect([await foreign.message("m2"), await foreign.messageOfRun("r2"), await own.message("none")]).toEqual([null, null, null]);
    },
  },
  {
    title: "events of runs that ended long ago are swept, those of others stay",
    async check(made) {
      const { database } = made;
      for (const id of ["old", "new", "open"]) {
        await startRun(made, id);
        await database.answers.appendEvents(id, "server-1", [delta(1), delta(2)], 1);
      }
      await database.answers.finishRun("old", "server-1", { ...RESULT, now: 500 });
      await database.answers.finishRun("new", "server-1", { ...RESULT, now: 600 });
      expect(await database.answers.sweepEvents(600)).toBe(2);
      const left = await Promise.all(["old", "new", "open"].map((id) => database.forActor(ada).answers.events(id, 0, 9)));
      expect(left.map((events) => events.length)).toEqual([0, 2, 2]);
      expect((await database.forActor(ada).answers.run("old"))?.citations, "the answer stays").toHaveLength(2);
    },
  },
  {
    title: "a person may think again about an answer, and several people may have their word",
    async check(made) {
      await startRun(made, "r");
      const feedback = { runId: "r", userId: "ada", comment: null, now: 1 };
      const { answers } = made.database;
      await expect(answers.addFeedback({ ...feedback, id: "1", rating: 1, reason: null })).resolves.toBeUndefined();
      await expect(answers.addFeedback({ ...feedback, id: "2", rating: -1, reason: "wrong" })).resolves.toBeUndefined();
      await expect(answers.addFeedback({ ...feedback, id: "3", userId: "grace", rating: 1, reason: null })).resolves.toBeUndefined();
      const own = made.database.forActor(ada).answers;
      expect(await own.feedback("r")).toEqual({ rating: -1, reason: "wrong", comment: null, shared: false });
      await answers.removeFeedback("r", "ada");
      expect(await own.feedback("r")).toBeNull();
      expect(await made.database.forActor(grace).answers.feedback("r"), "others keep theirs").toMatchObject({ rating: 1 });
    },
  },
];
