import { expect } from "vitest";
import type { QuestionSignal } from "../../ports/database/unanswered.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const DAY_MS = 86_400_000;
let signals = 0;

function signal(changes: Partial<QuestionSignal> = {}): QuestionSignal {
  return {
    id: `s${(signals += 1)}`,
    questionKey: "q",
    wordingKey: "w",
    personKey: "p1",
    kind: "refused",
    runId: null,
    day: 100,
    ...changes,
  };
}

async function add({ database }: DatabaseUnderTest, ...all: readonly Partial<QuestionSignal>[]): Promise<void> {
  for (const each of all) await database.unanswered.add(signal(each));
}

async function startRun({ database: { answers } }: DatabaseUnderTest, id: string, conversationId: string): Promise<void> {
  const run = { id, userId: "ada", conversationId, question: `Where is ${id}?`, filters: {}, owner: "o", leaseUntil: 1, now: 1 };
  await answers.createRun(run);
}

const ASKED = { people: 2, sinceDay: 90, limit: 10 };

export const UNANSWERED_RULES: readonly DatabaseRule[] = [
  {
    title: "people are counted once a question, whatever they ask how often",
    async check(made) {
      await add(made, {}, { day: 101 }, { wordingKey: "v", day: 102 }, { personKey: "p2" }, { questionKey: "other", personKey: "p3" });
      const { people, wordings } = await made.database.unanswered.count("q", 100);
      expect({ people, w: wordings.get("w"), v: wordings.get("v") }).toEqual({ people: 2, w: 2, v: 1 });
      expect((await made.database.unanswered.count("q", 101)).people, "only what is from that day on").toBe(1);
      expect(await made.database.unanswered.count("nothing", 0)).toEqual({ people: 0, wordings: new Map() });
    },
  },
  {
    title: "a search counts once a day, an answer once for each way it went",
    async check(made) {
      await made.database.answers.createConversation({ id: "c", userId: "ada", title: "t", now: 1 });
      await startRun(made, "r", "c");
      await add(made, {}, {}, { day: 101 }, { runId: "r" }, { runId: "r" }, { runId: "r", kind: "disliked" });
      const [question] = await made.database.unanswered.asked({ ...ASKED, people: 1 });
      expect(question).toMatchObject({
        people: 1,
        lastDay: 101,
        days: new Map([
          [100, 1],
          [101, 1],
        ]),
      });
      await made.database.unanswered.forget("r", "disliked");
      expect((await made.database.unanswered.asked({ ...ASKED, people: 1 }))[0]?.kinds).toEqual(["refused"]);
    },
  },
  {
    title: "only questions with enough people are told, those with most first",
    async check(made) {
      const many = ["p1", "p2", "p3"].map((personKey) => ({ questionKey: "many", personKey }));
      const late = ["p1", "p2"].map((personKey) => ({ questionKey: "late", personKey, day: 105, kind: "nothing_found" as const }));
      await add(made, ...many, ...late, { questionKey: "late", personKey: "p1", kind: "disliked", day: 104 });
      await add(made, { questionKey: "few" }, { questionKey: "old", day: 1 }, { questionKey: "old", personKey: "p2" });
      const asked = await made.database.unanswered.asked(ASKED);
      expect(asked.map(({ questionKey, people }) => [questionKey, people])).toEqual([
        ["many", 3],
        ["late", 2],
      ]);
      expect(asked[1]).toMatchObject({ kinds: ["nothing_found", "disliked"], lastDay: 105, words: [], wording: null });
      expect(await made.database.unanswered.asked({ ...ASKED, limit: 1 })).toHaveLength(1);
      expect(await made.database.unanswered.asked({ ...ASKED, people: 4 })).toEqual([]);
    },
  },
  {
    title: "words are kept beside a mark, and a wording until there is another one",
    async check(made) {
      const { unanswered } = made.database;
      await add(made, {}, { personKey: "p2" });
      await unanswered.keepWords("q", { words: ["leave"], wording: { key: "w", text: "where is leave" } });
      await unanswered.mark("q", "ignored", 5 * DAY_MS);
      await unanswered.keepWords("q", { words: ["leave", "parental"] });
      expect((await unanswered.asked(ASKED))[0]).toMatchObject({
        words: ["leave", "parental"],
        wording: { key: "w", text: "where is leave" },
      });
      expect(await unanswered.marks(["q", "unmarked"])).toEqual(
        new Map([["q", { state: "ignored", markedAt: 5 * DAY_MS, peopleSince: 2 }]]),
      );
      await unanswered.mark("q", "answered", 100 * DAY_MS + 7);
      expect((await unanswered.marks(["q"])).get("q")).toMatchObject({ state: "answered", peopleSince: 0 });
      expect(await unanswered.marks([])).toEqual(new Map());
    },
  },
  {
    title: "what a conversation has added goes with it",
    async check(made) {
      const { answers, unanswered } = made.database;
      await answers.createConversation({ id: "c", userId: "ada", title: "t", now: 1 });
      await startRun(made, "r", "c");
      await add(made, { runId: "r" }, { personKey: "p2" });
      expect((await unanswered.count("q", 0)).people).toBe(2);
      await answers.removeConversation("c");
      expect((await unanswered.count("q", 0)).people).toBe(1);
    },
  },
  {
    title: "what was shared is told in the asker's words, never from a temporary conversation or when it was taken back",
    async check(made) {
      const { answers, unanswered } = made.database;
      for (const [id, temporary] of [
        ["c", false],
        ["t", true],
      ] as const)
        await answers.createConversation({ id, userId: "ada", title: "t", temporary, now: 1 });
      for (const [run, conversation, shared] of [
        ["r1", "c", true],
        ["r2", "c", false],
        ["r3", "t", true],
      ] as const) {
        await startRun(made, run, conversation);
        const feedback = { id: `f-${run}`, runId: run, userId: "ada", rating: -1 as const, reason: "wrong", comment: "no", shared, now: 7 };
        await answers.addFeedback(feedback);
        await add(made, { runId: run, kind: "disliked" });
      }
      const told = { questionKey: "q", personKey: "p1", question: "Where is r1?", reason: "wrong", comment: "no", sharedAt: 7 };
      expect(await unanswered.shared(10)).toEqual([told]);
      expect(await unanswered.shared(0)).toEqual([]);
      await answers.removeFeedback("r1", "ada");
      expect(await unanswered.shared(10)).toEqual([]);
    },
  },
  {
    title: "a sweep erases old signals, words without enough people and marks that nobody needs, and nothing shared",
    async check(made) {
      const { answers, unanswered } = made.database;
      await answers.createConversation({ id: "c", userId: "ada", title: "t", now: 1 });
      await startRun(made, "r", "c");
      await answers.addFeedback({ id: "f", runId: "r", userId: "ada", rating: -1, reason: null, comment: null, shared: true, now: 7 });
      await add(made, { runId: "r", kind: "disliked", day: 1 }, { personKey: "p2", day: 1 }, { personKey: "p3", day: 100 });
      await add(made, { questionKey: "kept" }, { questionKey: "kept", personKey: "p2" });
      for (const key of ["q", "kept"]) await unanswered.keepWords(key, { words: [key], wording: { key: "w", text: key } });
      await unanswered.mark("gone", "answered", 1);
      await unanswered.mark("fresh", "answered", 100 * DAY_MS);
      expect(await unanswered.sweep({ people: 2, beforeDay: 50 })).toBe(3);
      expect(await unanswered.shared(10)).toHaveLength(1);
      const left = await unanswered.asked({ ...ASKED, people: 1, sinceDay: 0 });
      const told = new Map(left.map(({ questionKey, words, wording }) => [questionKey, [words, wording?.text]]));
      expect(told.get("q"), "of the last days only one person is left").toEqual([[], undefined]);
      expect(told.get("kept")).toEqual([["kept"], "kept"]);
      expect([...(await unanswered.marks(["gone", "fresh"])).keys()]).toEqual(["fresh"]);
      expect(await unanswered.sweep({ people: 2, beforeDay: 50 })).toBe(0);
    },
  },
];
