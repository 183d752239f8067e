import { recoverRuns } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";
import { readEvents, type SentEvent } from "../testing/read-events.ts";
import { createScriptedModels } from "../testing/scripted-llm.ts";

const models = createScriptedModels(["m1"]);
let server: TestServer;
let ada: TestPerson;

const QUESTION = "How many weeks of parental leave are there?";

interface AnswerBody {
  readonly runId: string;
  readonly state: string;
  readonly mode: string;
  readonly answer: string;
  readonly hidden?: true;
  readonly nearest?: readonly { readonly title: string }[];
  readonly error?: { readonly code: string };
  readonly citations: readonly {
    readonly documentId: string;
    readonly version: number;
    readonly start: number;
    readonly end: number;
    readonly quote: string;
    readonly marker: number;
    readonly title: string;
  }[];
  readonly written?: {
    readonly model: string;
    readonly finishReason: string;
    readonly removedCitations: number;
    readonly unsupported: readonly { readonly start: number; readonly end: number }[];
    readonly used: readonly { readonly title: string }[];
    readonly alsoFound: readonly { readonly title: string }[];
    readonly continues: string | null;
  };
}

beforeAll(async () => {
  server = await openTestServer({ replace: () => ({ models }) });
  ada = await server.person("ada");
  const source = await server.folderSource({
    "leave.md": "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave. Other parents receive eleven weeks.",
    "travel.md": "# Travel\n\nTrains are booked by the office. Flights need a reason and the leave of a manager.",
  });
  await server.sync(source.id);
});
afterAll(() => server.close());
beforeEach(() => {
  models.finish("stop");
  models.say(answerByTitle("Birthing parents get 22 weeks of parental leave [leave]."));
});

/** Says the text with the number of the passage from a document in place of its name. */
function answerByTitle(text: string) {
  return (messages: readonly { readonly content: string }[]): string => {
    const prompt = messages.findLast(({ content }) => content.includes("passage ["))?.content ?? "";
    const numberOf = (title: string): string => new RegExp(`passage \\[(\\d+)\\]\\n${title}`).exec(prompt)?.[1] ?? "99";
    return text.replaceAll("[leave]", `[${numberOf("Parental leave")}]`).replaceAll("[travel]", `[${numberOf("Travel")}]`);
  };
}

async function ask(json: object = {}): Promise<AnswerBody> {
  const { body, status, text } = await server.call<AnswerBody>(ada, "POST /api/v1/answers", { json: { question: QUESTION, ...json } });
  expect(status, text).toBe(200);
  return body;
}

describe("an answer that a model writes", () => {
  test("cites the sentence that supports it, as a slice of the stored version", async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ state: "done", mode: "llm", answer: "Birthing parents get 22 weeks of parental leave [1]." });
    expect(answer.citations).toMatchObject([{ marker: 1, title: "Parental leave", quote: expect.stringContaining("twenty-two weeks") }]);
    for (const { documentId, version, start, end, quote } of answer.citations) {
      const { body } = await server.call<{ text: string }>(ada, `GET /api/v1/documents/${documentId}/text?version=${version}`);
      expect(body.text.slice(start, end)).toBe(quote);
    }
    expect(answer.written).toMatchObject({ model: "test/scripted", removedCitations: 0, unsupported: [], finishReason: "stop" });
  });

  test("streams its words and citations, and ends with the whole", async () => {
    const open = await server.open(ada, "POST /api/v1/answers", { json: { question: QUESTION, stream: true } });
    const sent = await readEvents(open);
    expect(sent.slice(0, 3).map(({ data }) => data)).toEqual([{ phase: "searching" }, { phase: "reading" }, { phase: "writing" }]);
    const words = sent.filter(({ event }) => event === "delta").map(({ data }) => (data as { text: string }).text);
    expect(words.join("")).toBe("Birthing parents get 22 weeks of parental leave [1].");
    expect(sent.at(-1)).toMatchObject({ event: "done", data: { mode: "llm", answer: words.join("") } });
  });

  test("takes out what a passage does not say, and marks what is left without support", async () => {
    models.say(answerByTitle("Birthing parents get 30 weeks of leave [leave]. Other parents receive eleven weeks [leave][77]."));
    const { answer, written } = await ask();
    expect(answer).toBe("Birthing parents get 30 weeks of leave. Other parents receive eleven weeks [1].");
    expect(written?.removedCitations).toBe(2);
    expect(written?.unsupported.map(({ start, end }) => answer.slice(start, end))).toEqual(["Birthing parents get 30 weeks of leave"]);
  });

  test("tells the documents it uses from those that were found beside them", async () => {
    const { written } = await ask();
    expect(written?.used.map(({ title }) => title)).toEqual(["Parental leave"]);
    expect(written?.alsoFound.map(({ title }) => title)).toEqual(["Travel"]);
  });

  test("without the answer in the passages it says so in the language of the question and names what is nearest", async () => {
    models.say(() => ["NOT_IN", "_SOURCES"]);
    expect(await ask()).toMatchObject({ state: "done", mode: "none", citations: [], answer: expect.stringContaining("nothing") });
    const german = await ask({ question: "Wie viele Wochen Elternzeit gibt es nach der Geburt?" });
    expect(german).toMatchObject({ mode: "none", answer: expect.stringContaining("nichts gefunden") });
    expect(german.nearest?.length).toBeGreaterThan(0);
  });

  test("is not asked for when nothing was found that the asker may read", async () => {
    const before = models.asked.length;
    expect(await ask({ filters: { sources: ["no such source"] } })).toMatchObject({ mode: "none", nearest: [] });
    expect(models.asked.length).toBe(before);
  });

  test("is searched for once more in other words when little was found, and no more often", async () => {
    models.say(() => "birthing parents leave weeks", "rewrite");
    const before = models.asked.length;
    const answer = await ask({ question: "Flumox qwertzu brabbel?" });
    models.say(answerByTitle("unused"), "rewrite");
    expect(models.asked.slice(before).map(({ purpose }) => purpose)).toEqual(["rewrite", "answer"]);
    expect(models.asked.at(-1)?.messages.at(-1)?.content).toContain("twenty-two weeks");
    expect(answer.mode).toBe("llm");
  });

  test("comes from the model that was chosen; an unknown one is refused and nothing is stored", async () => {
    expect((await ask({ model: "m1" })).mode).toBe("llm");
    const { status } = await server.call(ada, "POST /api/v1/answers", { json: { question: QUESTION, model: "m2" } });
    expect(status).toBe(404);
  });

  test("without a model is made of the best sentences, as ever", async () => {
    models.remove();
    const answer = await ask();
    expect(answer).toMatchObject({ mode: "extractive", state: "done" });
    expect(answer.written).toBeUndefined();
  });

  test("that fails in the midst keeps what was written, and says why it ended", async () => {
    models.say(async function* () {
      yield "Birthing parents get 22 weeks of parental leave. ";
      yield "And ";
      throw new SmartyError("unavailable", "The model is away. Try again.");
    });
    const answer = await ask();
    expect(answer).toMatchObject({ state: "failed", mode: "llm", error: { code: "unavailable" } });
    expect(answer.answer).toContain("22 weeks");
  });

  test("is given no tools, and the documents are in no instruction", async () => {
    await ask();
    const { messages } = models.asked.at(-1) ?? { messages: [] };
    expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(messages[0]?.content).not.toContain("twenty-two");
  });
});

/** A model that says the text and then waits until it is stopped. */
function endless(text: string) {
  return async function* (_messages: unknown, signal: AbortSignal): AsyncGenerator<string> {
    yield text;
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  };
}

async function events(runId: string): Promise<readonly SentEvent[]> {
  return readEvents(await server.open(ada, `GET /api/v1/runs/${runId}/events`));
}

async function runOf(runId: string): Promise<AnswerBody> {
  return (await server.call<AnswerBody>(ada, `GET /api/v1/runs/${runId}`)).body;
}

async function begin(content = QUESTION, more: object = {}): Promise<{ readonly id: string; readonly runId: string }> {
  const { body } = await server.call<{ id: string }>(ada, "POST /api/v1/conversations", { json: {} });
  return { id: body.id, runId: await post(body.id, content, more) };
}

async function post(id: string, content: string, more: object = {}): Promise<string> {
  const { body, status, text } = await server.call<{ runId: string }>(ada, `POST /api/v1/conversations/${id}/messages`, {
    json: { content, ...more },
  });
  expect(status, text).toBe(202);
  return body.runId;
}

async function ended(runId: string): Promise<AnswerBody> {
  return until(async () => {
    const run = await runOf(runId);
    return run.state === "running" ? undefined : run;
  });
}

describe("stopping", () => {
  test("ends the model's call within two seconds, from anywhere, and keeps the words so far", async () => {
    models.say(endless("Birthing parents get twenty-two weeks of parental leave. Other parents "));
    const before = models.stopped();
    const { runId } = await begin();
    await until(async () =>
      (await server.ports.database.forActor(await server.actorOf(ada)).answers.events(runId, 0, 99)).some(({ type }) => type === "delta")
        ? true
        : undefined,
    );
    const startedAt = performance.now();
    // Past the bus: as another process would be told.
    await server.ports.database.answers.requestCancel(runId);
    const answer = await ended(runId);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect.poll(() => models.stopped(), { timeout: 2_000 }).toBe(before + 1);
    expect(answer).toMatchObject({ state: "cancelled", mode: "llm", answer: expect.stringContaining("twenty-two weeks") });
    expect((await events(runId)).at(-1)).toMatchObject({ event: "done", data: { state: "cancelled", answer: answer.answer } });
  });
});

describe("a run whose process has died", () => {
  async function lostRun(words: string): Promise<string> {
    const { answers } = server.ports.database;
    const runId = server.ports.ids.next();
    const now = server.ports.clock.now();
    const writer = { model: "test/scripted", modelId: null, prompt: "answer@1" };
    const run = {
      id: runId,
      userId: ada.id,
      conversationId: null,
      question: QUESTION,
      filters: {},
      owner: "dead",
      leaseUntil: 1,
      writer,
      now,
    };
    await answers.createRun(run);
    await server.ports.database.transaction(async (tx) => {
      await tx.answers.appendEvents(runId, "dead", [{ sequence: 1, type: "phase", data: { phase: "searching" } }], now);
      const data = { type: "written" as const, spans: [{ type: "text" as const, text: words }] };
      if (words !== "") await tx.answers.appendEvents(runId, "dead", [{ sequence: 2, type: "delta", data }], now);
    });
    return runId;
  }

  const recover = () => recoverRuns({ ...server.ports, models }, 2);

  test("is begun again when nobody has seen a word of it, and once only", async () => {
    const runId = await lostRun("");
    await recover();
    expect(await ended(runId)).toMatchObject({ state: "done", mode: "llm", answer: expect.stringContaining("22 weeks") });
    const sequences = (await events(runId)).map(({ id }) => Number(id));
    expect(sequences).toEqual(sequences.map((_each, index) => index + 1));
    const again = await lostRun("");
    expect(await server.ports.database.answers.takeOver(again, "dead", "dead-too", 1)).toBe(true);
    await recover();
    expect(await runOf(again)).toMatchObject({ state: "interrupted", answer: "" });
  });

  test("is interrupted and keeps its words when some were seen", async () => {
    const runId = await lostRun("Birthing parents get");
    await recover();
    expect(await runOf(runId)).toMatchObject({ state: "interrupted", mode: "llm", answer: "Birthing parents get" });
    expect((await events(runId)).at(-1)).toMatchObject({ event: "done", data: { state: "interrupted" } });
  });
});
