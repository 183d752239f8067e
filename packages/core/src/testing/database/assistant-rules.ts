import { expect } from "vitest";
import type { Actor } from "../../access/actor.ts";
import type { Assistant, AssistantContent, Audience, Collection } from "../../ports/database/assistants.ts";
import type { Database } from "../../ports/database/database.ts";
import type { Evaluation, QuestionResult } from "../../ports/database/evaluation.ts";
import type { Prompt } from "../../ports/database/prompts.ts";
import type { DatabaseRule } from "./under-test.ts";

const PRIVATE: Audience = { visibility: "private", allow: [] };
const EVERYONE: Audience = { visibility: "everyone", allow: [] };

function actorOf(userId: string, role: Actor["role"]): Actor {
  return { userId, role, email: `${userId}@example.org`, name: userId, verifiedAt: 1, via: "session", scopes: ["all"] };
}

const ada = actorOf("ada", "member");
const grace = actorOf("grace", "member");
const editor = actorOf("editor", "editor");

function collectionOf(id: string, audience: Audience, ownerId = "ada"): Collection {
  const filter = { sources: ["s"], after: 7 };
  return { id, name: `Name ${id}`, description: "Für uns", filter, audience, ownerId, createdAt: 1, updatedAt: 1 };
}

const CONTENT: AssistantContent = {
  name: "Reisen",
  description: "",
  glyph: "plane",
  instructions: "Be brief.",
  collectionIds: ["c1"],
  modelId: null,
  promptId: "p1",
  starters: ["How?"],
  strictness: "strict",
};

function assistantOf(id: string, audience: Audience, ownerId = "ada"): Assistant {
  return { id, slug: `slug-${id}`, ownerId, enabled: true, audience, version: 1, content: CONTENT, createdAt: 1, updatedAt: 1 };
}

async function create({ assistants }: Database, assistant: Assistant): Promise<void> {
  await assistants.create(assistant, { version: 1, content: assistant.content, note: "", authorId: "ada", createdAt: 1 });
}

const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id).toSorted();

const EVALUATION: Evaluation = {
  id: "e",
  setId: "set",
  name: "First",
  configuration: {
    assistantId: null,
    assistantVersion: null,
    modelId: null,
    extractive: true,
    promptId: null,
    promptVersion: null,
    collectionIds: ["c1"],
  },
  requestedBy: "ada",
  actingUserId: "grace",
  state: "queued",
  total: 2,
  done: 0,
  cancel: false,
  jobId: "7",
  metrics: null,
  error: null,
  createdAt: 5,
  startedAt: null,
  finishedAt: null,
};

const RESULT: QuestionResult = {
  position: 1,
  questionId: "q",
  question: "Wie viel?",
  expectRefusal: false,
  expected: ["a.md"],
  runId: "run",
  state: "done",
  mode: "extractive",
  ranked: ["d"],
  ranks: [1],
  citations: 1,
  removedCitations: 0,
  citedExpected: 1,
  phraseFound: null,
  latencyMs: 12,
  tokens: 0,
  cost: 0,
  error: null,
};

async function run({ answers }: Database, id: string, trial: string | null): Promise<void> {
  const asked = { id, userId: "grace", conversationId: null, question: "?", filters: {}, owner: "o", leaseUntil: 99, now: 10 };
  await answers.createRun({ ...asked, assistant: { id: "a", version: 3 }, trial });
  const ended = { spans: [], citations: [], nearest: [], removedCitations: 0, error: null, now: 40 };
  await answers.finishRun(id, "o", { ...ended, state: "done", mode: "none" });
}

export const ASSISTANT_RULES: readonly DatabaseRule[] = [
  {
    title: "private ones are their owner's alone, shared ones those whom they name may use, and editors see all that is shared",
    async check({ database }) {
      const some: Audience = { visibility: "restricted", allow: ["user:grace@example.org"] };
      for (const [id, audience] of [
        ["c1", PRIVATE],
        ["c2", some],
        ["c3", EVERYONE],
      ] as const) {
        await database.assistants.createCollection(collectionOf(id, audience));
        await create(database, assistantOf(`a${id}`, audience));
      }
      const seen = async (actor: Actor): Promise<string[]> => {
        const { assistants } = database.forActor(actor);
        return [...ids(await assistants.collections()), ...ids(await assistants.assistants())];
      };
      expect(await seen(ada)).toEqual(["c1", "c2", "c3", "ac1", "ac2", "ac3"]);
      expect(await seen(grace)).toEqual(["c2", "c3", "ac2", "ac3"]);
      expect(await seen(editor)).toEqual(["c2", "c3", "ac2", "ac3"]);
      expect(await seen({ ...grace, verifiedAt: null }), "an address that is not verified").toEqual(["c3", "ac3"]);
      expect(await database.forActor(grace).assistants.collection("c1")).toBeNull();
      expect(await database.forActor(grace).assistants.assistant("ac1")).toBeNull();
      await database.assistants.update("ac3", { enabled: false, updatedAt: 2 });
      expect(await database.forActor(grace).assistants.assistant("ac3")).toBeNull();
      expect((await database.forActor(editor).assistants.assistant("ac3"))?.enabled).toBe(false);
    },
  },
  {
    title: "an assistant is its present version, and its others stay as they were",
    async check({ database }) {
      const { assistants } = database;
      const made = assistantOf("a", EVERYONE);
      await create(database, made);
      expect(await assistants.get("a")).toEqual(made);
      expect((await assistants.bySlug("slug-a"))?.id).toBe("a");
      const content = { ...CONTENT, instructions: "Be long.", collectionIds: [], promptId: null };
      await assistants.addVersion("a", { version: 2, content, note: "why", authorId: null, createdAt: 9 });
      expect((await assistants.get("a"))?.content).toEqual(CONTENT);
      expect(ids(await assistants.using({ collectionId: "c1" }))).toEqual(["a"]);
      expect(ids(await assistants.using({ promptId: "p1" }))).toEqual(["a"]);
      expect(await assistants.update("a", { version: 2, slug: "other", updatedAt: 9 })).toBe(true);
      expect(await assistants.get("a")).toEqual({ ...made, slug: "other", version: 2, content, updatedAt: 9 });
      expect(ids(await assistants.using({ collectionId: "c1" })), "only present versions count").toEqual([]);
      expect((await assistants.versions("a")).map(({ version, note }) => [version, note])).toEqual([
        [2, "why"],
        [1, ""],
      ]);
      expect(await assistants.version("a", 3)).toBeNull();
      expect(await assistants.remove("a")).toBe(true);
      expect([await assistants.get("a"), await assistants.versions("a"), await assistants.remove("a")]).toEqual([null, [], false]);
    },
  },
  {
    title: "a collection is read as it was written, and in the order asked for",
    async check({ database: { assistants } }) {
      await assistants.createCollection(collectionOf("c1", PRIVATE));
      await assistants.createCollection(collectionOf("c2", EVERYONE));
      expect(await assistants.collections(["c2", "none", "c1"])).toEqual([collectionOf("c2", EVERYONE), collectionOf("c1", PRIVATE)]);
      const changed = { ...collectionOf("c1", EVERYONE), name: "Other", filter: {}, updatedAt: 8 };
      expect([await assistants.updateCollection(changed), await assistants.updateCollection(collectionOf("c9", PRIVATE))]).toEqual([
        true,
        false,
      ]);
      expect(await assistants.collections(["c1"])).toEqual([changed]);
      expect([await assistants.countCollections(), await assistants.removeCollection("c1"), await assistants.countCollections()]).toEqual([
        2,
        true,
        1,
      ]);
    },
  },
  {
    title: "with a person goes what was theirs alone, and what they shared stays",
    async check({ database }) {
      for (const id of ["root", "ada"]) {
        const person = {
          id,
          email: `${id}@example.org`,
          name: id,
          role: "admin",
          verifiedBy: "setup",
          passwordHash: null,
          now: 1,
        } as const;
        await database.people.create(person);
      }
      for (const [id, audience] of [
        ["c1", PRIVATE],
        ["c2", EVERYONE],
      ] as const) {
        await database.assistants.createCollection(collectionOf(id, audience));
        await create(database, assistantOf(`a${id}`, audience));
      }
      expect(await database.personalData.forget({ userId: "ada", principals: [] }, "grace")).toBe("done");
      expect(ids(await database.assistants.collections(["c1", "c2"]))).toEqual(["c2"]);
      expect([await database.assistants.get("ac1"), (await database.assistants.get("ac2"))?.ownerId]).toEqual([null, "grace"]);
    },
  },
  {
    title: "a prompt keeps its versions, newest first",
    async check({ database: { prompts } }) {
      const prompt: Prompt = { id: "answer", kind: "answer", name: "Answer", description: "", version: 1, createdAt: 1, updatedAt: 1 };
      await prompts.save(prompt);
      await prompts.save({ ...prompt, version: 2, updatedAt: 2 });
      for (const version of [1, 2]) {
        await prompts.addVersion("answer", { version, text: `text ${version}`, note: "", authorId: "ada", createdAt: version });
      }
      expect(await prompts.list()).toEqual([{ ...prompt, version: 2, updatedAt: 2 }]);
      expect((await prompts.versions("answer")).map(({ text }) => text)).toEqual(["text 2", "text 1"]);
      expect((await prompts.version("answer", 1))?.text).toBe("text 1");
      expect([await prompts.remove("answer"), await prompts.get("answer"), await prompts.versions("answer")]).toEqual([true, null, []]);
    },
  },
  {
    title: "a set with its questions and evaluations comes back whole, and takes the answers made for it along",
    async check({ database }) {
      const { evaluations } = database;
      const set = {
        id: "set",
        name: "S",
        description: "",
        assistantId: "a",
        collectionId: null,
        createdBy: "ada",
        createdAt: 1,
        updatedAt: 1,
      };
      const questions = ["q1", "q2"].map((id) => ({
        id,
        question: `${id}?`,
        documents: ["ä.md"],
        expectRefusal: id === "q2",
        phrase: null,
      }));
      await evaluations.saveSet(set);
      await evaluations.saveQuestions("set", questions.toReversed());
      await evaluations.saveQuestions("set", questions);
      expect(await evaluations.sets()).toEqual([{ ...set, questions: 2 }]);
      expect(await evaluations.questions("set")).toEqual(questions);
      await evaluations.create(EVALUATION);
      expect(await evaluations.get("e")).toEqual(EVALUATION);
      await evaluations.update("e", { state: "failed", done: 1, cancel: true, error: { code: "auth", message: "no" }, finishedAt: 9 });
      const changed = { ...EVALUATION, state: "failed", done: 1, cancel: true, error: { code: "auth", message: "no" }, finishedAt: 9 };
      expect(await evaluations.list("set", 9)).toEqual([changed]);
      expect(await evaluations.list("other", 9)).toEqual([]);
      await evaluations.saveResult("e", { ...RESULT, latencyMs: 1 });
      await evaluations.saveResult("e", RESULT);
      await evaluations.saveResult("e", { ...RESULT, position: 0 });
      expect(await evaluations.results("e")).toEqual([{ ...RESULT, position: 0 }, RESULT]);
      for (const [id, trial] of [
        ["one", "e"],
        ["two", "preview"],
        ["three", null],
      ] as const)
        await run(database, id, trial);
      expect(ids(await database.webhooks.endedAnswers(0, 9)), "trials are nobody's news").toEqual(["three"]);
      expect((await database.forActor(grace).answers.run("one"))?.assistant).toEqual({ id: "a", version: 3 });
      expect(await evaluations.sweepPreviews(40)).toBe(0);
      expect(await evaluations.sweepPreviews(41)).toBe(1);
      expect(await evaluations.removeSet("set")).toBe(true);
      const left = await Promise.all(["one", "two", "three"].map((id) => database.forActor(grace).answers.run(id)));
      expect(left.map((each) => each?.id)).toEqual([undefined, undefined, "three"]);
      expect([await evaluations.get("e"), await evaluations.results("e"), await evaluations.questions("set")]).toEqual([null, [], []]);
    },
  },
];
