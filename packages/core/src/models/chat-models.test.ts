import { type ErrorCode, type LlmEvent, SmartyError } from "@smartypants/sdk";
import { describe, expect, test } from "vitest";
import type { ModelEntry } from "../ports/database/models.ts";
import type { ChatModelRequest } from "../ports/models.ts";
import { type FakeModelPorts, fakeModelPorts, type Script } from "../testing/fake-model-ports.ts";
import { createChatModels } from "./chat-models.ts";
import { modelConnection } from "./registry.ts";

const REQUEST: ChatModelRequest = { purpose: "answer", userId: "ada" };

/** Twelve tokens in, three out, as the provider counts. */
const SAYS = (text: string): Script =>
  async function* says() {
    yield { type: "delta", text };
    yield { type: "end", reason: "stop", inputTokens: 12, outputTokens: 3 };
  };

const FAILS = (code: ErrorCode, retryAfterMs?: number): Script =>
  // oxlint-disable-next-line require-yield -- it fails before it says anything
  async function* fails() {
    throw new SmartyError(code, `it is ${code}`, retryAfterMs === undefined ? {} : { retryAfterMs });
  };

/** One script after the other; the last one again and again. */
function inTurn(...scripts: readonly Script[]): Script {
  let turn = 0;
  return (messages, options) => {
    const script = scripts[Math.min(turn++, scripts.length - 1)];
    if (script === undefined) throw new Error("no script");
    return script(messages, options);
  };
}

function entry(id: string, fields: Partial<ModelEntry> = {}): ModelEntry {
  return {
    id,
    kind: "chat",
    name: id.toUpperCase(),
    provider: "openai-compatible",
    model: id,
    baseUrl: `https://${id}.example/v1`,
    credentialId: null,
    options: {},
    contextTokens: null,
    maxOutputTokens: null,
    inputPrice: 2,
    outputPrice: 10,
    enabled: true,
    maskPersonalData: false,
    fallbackOrder: null,
    createdAt: 1,
    updatedAt: 1,
    ...fields,
  };
}

interface Bench extends FakeModelPorts {
  readonly waits: number[];
  /** Asks and gives back the text; throws what the model throws. */
  ask(request?: Partial<ChatModelRequest>, signal?: AbortSignal): Promise<string>;
  open: ReturnType<typeof createChatModels>["open"];
}

function bench(scripts: Readonly<Record<string, Script>>, ...entries: readonly ModelEntry[]): Bench {
  const fake = fakeModelPorts(scripts);
  for (const each of entries) fake.entries.set(each.id, each);
  const waits: number[] = [];
  const models = createChatModels(fake.ports, async (ms, signal) => {
    if (signal.aborted) throw new SmartyError("aborted", "stopped");
    waits.push(ms);
    fake.clock.advance(ms);
  });
  const ask: Bench["ask"] = async (request = {}, signal = new AbortController().signal) => {
    const llm = await models.open({ ...REQUEST, ...request });
    if (llm === null) throw new Error("no model is set up");
    let text = "";
    const options = { maxOutputTokens: 100, signal };
    for await (const event of llm.stream([{ role: "user", content: "What is seven times seven?" }], options)) {
      if (event.type === "delta") text += event.text;
    }
    return text;
  };
  return { ...fake, waits, ask, open: (request) => models.open(request) };
}

describe("choosing", () => {
  test("nothing set up, or nothing enabled, is null and not an error", async () => {
    const made = bench({}, entry("a", { enabled: false }), entry("b", { kind: "embedding" }));
    expect(await made.open(REQUEST)).toBeNull();
  });

  test("an unknown, disabled or embedding model is not found", async () => {
    const made = bench({ c: SAYS("c") }, entry("a", { enabled: false }), entry("b", { kind: "embedding" }), entry("c"));
    for (const modelId of ["a", "b", "none"]) await expect(made.open({ ...REQUEST, modelId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("the chosen default answers, and a model that is asked for by id", async () => {
    const made = bench({ a: SAYS("from a"), b: SAYS("from b") }, entry("a"), entry("b"));
    expect(await made.ask()).toBe("from a");
    made.settings.set("models.default", "b");
    expect(await made.ask()).toBe("from b");
    expect(await made.ask({ modelId: "a" })).toBe("from a");
  });

  test("a change of the entry acts with the next call, and an unchanged one is not opened again", async () => {
    const made = bench({ a: SAYS("a"), new: SAYS("new") }, entry("a"));
    await made.ask();
    await made.ask();
    expect(made.opened).toHaveLength(1);
    made.entries.set("a", entry("a", { model: "new" }));
    expect(await made.ask()).toBe("new");
  });

  test("the entry caps the length of answers", async () => {
    const seen: number[] = [];
    const script: Script = (messages, options) => {
      seen.push(options.maxOutputTokens);
      return SAYS("a")(messages, options);
    };
    const made = bench({ a: script, b: script }, entry("a", { maxOutputTokens: 7 }), entry("b"));
    await made.ask();
    await made.ask({ modelId: "b" });
    expect(seen).toEqual([7, 100]);
  });
});

describe("secrets", () => {
  const sealed = { id: "c1", name: "Key", lastFour: "", createdAt: 1, updatedAt: 1 };

  test("go to the host that they were saved for and to no other, whatever the row says", async () => {
    const made = bench({ a: SAYS("a") }, entry("a", { credentialId: "c1" }));
    made.credentials.set("c1", { ...sealed, host: "a.example", sealed: "credential/c1/a.example:s3cret" });
    expect(await made.ask()).toBe("a");
    expect(made.opened[0]?.apiKey).toBe("s3cret");
    for (const baseUrl of [
      "https://evil.example/v1",
      "http://a.example/v1",
      "https://a.example:8443/v1",
      "https://a.example.evil.example",
    ]) {
      made.entries.set("a", entry("a", { credentialId: "c1", baseUrl }));
      await expect(made.ask(), baseUrl).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("saved for a.example") });
    }
    // A row that was changed by hand does not open either.
    made.credentials.set("c1", { ...sealed, host: "evil.example", sealed: "credential/c1/a.example:s3cret" });
    made.entries.set("a", entry("a", { credentialId: "c1", baseUrl: "https://evil.example/v1" }));
    await expect(made.ask()).rejects.toThrow("sealed for something else");
    expect(made.opened.filter((each) => each.apiKey !== undefined && each.baseUrl !== "https://a.example/v1")).toEqual([]);
  });

  test("never come into the log", async () => {
    const made = bench({ a: FAILS("auth"), b: SAYS("b") }, entry("a", { credentialId: "c1" }), entry("b", { fallbackOrder: 1 }));
    made.credentials.set("c1", { ...sealed, host: "a.example", sealed: "credential/c1/a.example:s3cret" });
    expect(await made.ask()).toBe("b");
    expect(made.logged).toHaveLength(1);
    expect(made.logged.join()).not.toContain("s3cret");
  });
});

describe("trying again", () => {
  test("waits as long as the provider says, at most twice", async () => {
    const made = bench({ a: inTurn(FAILS("rate_limited", 3000), FAILS("unavailable"), SAYS("at last")) }, entry("a"));
    expect(await made.ask()).toBe("at last");
    expect(made.waits).toEqual([3000, 1000]);
    const never = bench({ a: FAILS("unavailable") }, entry("a"));
    await expect(never.ask()).rejects.toMatchObject({ code: "unavailable" });
    expect(never.asked).toHaveLength(3);
  });

  test("not when the wait is long, the fault is ours, the key is wrong or the call was stopped", async () => {
    for (const script of [FAILS("rate_limited", 60_000), FAILS("invalid"), FAILS("auth"), FAILS("aborted")]) {
      const made = bench({ a: script }, entry("a"));
      await expect(made.ask()).rejects.toThrow("it is");
      expect(made.asked).toHaveLength(1);
      expect(made.waits).toEqual([]);
    }
  });

  test("never after the first piece of the answer", async () => {
    const broken: Script = async function* breaks() {
      yield { type: "delta", text: "Seven times" };
      throw new SmartyError("unavailable", "it broke off");
    };
    const made = bench({ a: broken, b: SAYS("b") }, entry("a"), entry("b", { fallbackOrder: 1 }));
    await expect(made.ask()).rejects.toMatchObject({ code: "unavailable" });
    expect(made.asked).toEqual(["a"]);
  });
});

describe("personal data", () => {
  const sent: string[] = [];
  const echo: Script = async function* (messages) {
    sent.push(messages.map(({ content }) => content).join("\n"));
    yield { type: "delta", text: "Write to MASKED_EM" };
    yield { type: "delta", text: "AIL_1." };
    yield { type: "end", reason: "stop", inputTokens: 1, outputTokens: 1 };
  };
  const question = [{ role: "user", content: "Is ada@example.org or +49 30 1234567 right?" }] as const;

  async function askAbout(made: Bench): Promise<{ readonly text: string; readonly masked: number }> {
    let [text, masked] = ["", -1];
    const llm = await made.open({ ...REQUEST, onModel: (model) => (masked = model.masked) });
    const options = { maxOutputTokens: 100, signal: new AbortController().signal };
    for await (const event of llm?.stream(question, options) ?? []) if (event.type === "delta") text += event.text;
    return { text, masked };
  }

  test("does not go to a model that is not to have it, and stands in the answer all the same", async () => {
    const made = bench({ a: echo }, entry("a", { maskPersonalData: true }));
    expect(await askAbout(made)).toEqual({ text: "Write to ada@example.org.", masked: 2 });
    expect(sent.pop()).toBe("Is MASKED_EMAIL_1 or MASKED_PHONE_1 right?");
  });

  test("goes to one that may have it, and a model that stands in keeps its own setting", async () => {
    const entries = [entry("a"), entry("b", { maskPersonalData: true, fallbackOrder: 1 })];
    const made = bench({ a: FAILS("unavailable", 60_000), b: echo }, ...entries);
    expect(await askAbout(made)).toEqual({ text: "Write to ada@example.org.", masked: 2 });
    expect(sent.pop()).not.toContain("ada@example.org");
    expect((await askAbout(bench({ a: echo }, entry("a")))).masked).toBe(0);
    expect(sent.pop()).toContain("ada@example.org");
  });
});

describe("standing in", () => {
  const entries = [entry("a"), entry("late", { fallbackOrder: 2 }), entry("first", { fallbackOrder: 1 }), entry("never")];

  test.each(["unavailable", "network", "rate_limited", "auth"] as const)(
    "the next in order answers when a model is %s, and that is said",
    async (code) => {
      const began: string[] = [];
      const made = bench({ a: FAILS(code, 60_000), first: FAILS(code, 60_000), late: SAYS("late"), never: SAYS("never") }, ...entries);
      expect(await made.ask({ onModel: ({ name }) => began.push(name) })).toBe("late");
      expect(made.asked).toEqual(["a", "first", "late"]);
      expect(began).toEqual(["LATE"]);
    },
  );

  test.each(["invalid", "aborted", "internal"] as const)("nobody stands in when it is %s", async (code) => {
    const made = bench({ a: FAILS(code), first: SAYS("first"), late: SAYS("late") }, ...entries);
    await expect(made.ask()).rejects.toMatchObject({ code });
    expect(made.asked).toEqual(["a"]);
  });

  // Otherwise somebody who chose a model on their own machine would be answered by one elsewhere.
  test("a model without a place in the order never does", async () => {
    const made = bench({ a: FAILS("auth"), b: SAYS("b") }, entry("a"), entry("b"));
    await expect(made.ask()).rejects.toMatchObject({ code: "auth" });
  });

  test("when nobody can, the first reason is given", async () => {
    const made = bench({ a: FAILS("auth"), first: FAILS("rate_limited", 60_000), late: FAILS("unavailable", 60_000) }, ...entries);
    await expect(made.ask()).rejects.toMatchObject({ code: "auth" });
  });

  test("a model without room for the question is passed over", async () => {
    const small = entry("first", { fallbackOrder: 1, contextTokens: 50 });
    const made = bench(
      { a: FAILS("auth"), first: SAYS("cut"), late: SAYS("whole") },
      entry("a"),
      small,
      entry("late", { fallbackOrder: 2 }),
    );
    expect(await made.ask()).toBe("whole");
    expect(made.asked).toEqual(["a", "late"]);
  });
});

describe("sparing models that fail", () => {
  test("after five failures in a row a model is not asked for 30 seconds, then one call tries", async () => {
    const made = bench({ a: inTurn(...Array.from({ length: 6 }, () => FAILS("auth")), SAYS("back")) }, entry("a"));
    for (let at = 0; at < 5; at++) await expect(made.ask()).rejects.toMatchObject({ code: "auth" });
    await expect(made.ask()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 30_000 });
    made.clock.advance(29_999);
    await expect(made.ask()).rejects.toMatchObject({ code: "unavailable" });
    expect(made.asked).toHaveLength(5);
    made.clock.advance(1);
    await expect(made.ask(), "the trial fails").rejects.toMatchObject({ code: "auth" });
    await expect(made.ask(), "and the wait begins anew").rejects.toMatchObject({ code: "unavailable", retryAfterMs: 30_000 });
    made.clock.advance(30_000);
    expect(await made.ask()).toBe("back");
    expect(await made.ask()).toBe("back");
    expect(made.asked).toHaveLength(8);
  });

  test("while one call tries, others are refused or answered by the next in order", async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Script = async function* slow() {
      await gate.promise;
      yield { type: "delta", text: "a" };
    };
    const made = bench(
      { a: inTurn(...Array.from({ length: 5 }, () => FAILS("auth")), slow), b: SAYS("b") },
      entry("a"),
      entry("b", { fallbackOrder: 1 }),
    );
    for (let at = 0; at < 5; at++) expect(await made.ask()).toBe("b");
    made.clock.advance(30_000);
    const trial = made.ask();
    await expect.poll(() => made.asked.filter((each) => each === "a").length).toBe(6);
    expect(await made.ask()).toBe("b");
    gate.resolve();
    expect(await trial).toBe("a");
    expect(await made.ask()).toBe("a");
  });

  test("an answer in between, or a fault of the question, does not count", async () => {
    const turns = [FAILS("auth"), FAILS("auth"), FAILS("auth"), FAILS("auth"), SAYS("ok"), FAILS("invalid"), FAILS("auth"), SAYS("end")];
    const made = bench({ a: inTurn(...turns) }, entry("a"));
    for (let at = 0; at < turns.length - 1; at++) await made.ask().catch(() => "failed");
    expect(await made.ask()).toBe("end");
  });

  test("a stopped trial lets the next one try", async () => {
    const made = bench({ a: inTurn(...Array.from({ length: 5 }, () => FAILS("auth")), FAILS("aborted"), SAYS("back")) }, entry("a"));
    for (let at = 0; at < 5; at++) await expect(made.ask()).rejects.toMatchObject({ code: "auth" });
    made.clock.advance(30_000);
    await expect(made.ask()).rejects.toMatchObject({ code: "aborted" });
    expect(await made.ask()).toBe("back");
  });

  test("one model's failures are no other's, and a test asks all the same", async () => {
    const made = bench(
      { a: inTurn(...Array.from({ length: 5 }, () => FAILS("auth")), SAYS("repaired")), b: SAYS("b") },
      entry("a"),
      entry("b"),
    );
    for (let at = 0; at < 5; at++) await expect(made.ask()).rejects.toMatchObject({ code: "auth" });
    expect(await made.ask({ modelId: "b" })).toBe("b");
    expect(await made.ask({ modelId: "a", purpose: "test" })).toBe("repaired");
    expect(await made.ask(), "a test that goes well ends the wait").toBe("repaired");
  });
});

describe("a test", () => {
  test("is one call of exactly that model, even of a disabled one", async () => {
    const made = bench({ a: FAILS("unavailable"), b: SAYS("b") }, entry("a", { enabled: false }), entry("b", { fallbackOrder: 1 }));
    await expect(made.ask({ modelId: "a", purpose: "test" })).rejects.toMatchObject({ code: "unavailable" });
    expect(made.asked).toEqual(["a"]);
  });
});

describe("the ledger", () => {
  test("has one line for each model that was asked, with the provider's counts and their price", async () => {
    const made = bench({ a: FAILS("auth"), b: SAYS("forty-nine") }, entry("a"), entry("b", { fallbackOrder: 1, name: "Bee" }));
    await made.ask({ apiKeyId: "k1", runId: "r1", purpose: "title" });
    const common = { userId: "ada", apiKeyId: "k1", purpose: "title", runId: "r1", durationMs: 0 };
    expect(made.ledger).toEqual([
      expect.objectContaining({ ...common, modelId: "a", inputTokens: 0, outputTokens: 0, cost: 0, outcome: "failed" }),
      expect.objectContaining({
        ...common,
        modelId: "b",
        model: "openai-compatible/b",
        inputTokens: 12,
        outputTokens: 3,
        cost: 54,
        outcome: "done",
      }),
    ]);
  });

  test("knows no cost without both prices", async () => {
    const made = bench({ a: SAYS("a") }, entry("a", { outputPrice: null }));
    await made.ask();
    expect(made.ledger[0]).toMatchObject({ inputTokens: 12, cost: null });
  });

  // The provider charges for what it was sent, whether anybody waited for the end or not.
  test("counts what was sent when a call is stopped, however it is stopped", async () => {
    const endless: Script = async function* endless() {
      for (;;) yield { type: "delta", text: "word " } satisfies LlmEvent;
    };
    const made = bench({ a: endless, b: FAILS("aborted") }, entry("a"), entry("b"));
    const llm = await made.open(REQUEST);
    let pieces = 0;
    for await (const _event of llm?.stream([{ role: "user", content: "one two three" }], {
      maxOutputTokens: 9,
      signal: AbortSignal.abort(),
    }) ?? []) {
      if (++pieces === 4) break;
    }
    await expect(made.ask({ modelId: "b" })).rejects.toMatchObject({ code: "aborted" });
    expect(made.ledger).toEqual([
      expect.objectContaining({ modelId: "a", inputTokens: 3, outputTokens: 4, cost: 46, outcome: "aborted" }),
      expect.objectContaining({ modelId: "b", inputTokens: expect.any(Number), outputTokens: 0, outcome: "aborted" }),
    ]);
    expect(made.ledger[1]?.inputTokens).toBeGreaterThan(4);
  });

  test("that cannot be written does not take the answer away, and the log says so", async () => {
    const made = bench({ a: SAYS("a") }, entry("a"));
    Object.assign(made.ports.database.llmUsage, { record: () => Promise.reject(new SmartyError("full", "no room")) });
    expect(await made.ask()).toBe("a");
    expect(made.logged.join()).toContain("could not be recorded");
  });
});

describe("budgets", () => {
  const none = { tokens: null, usd: null };
  const budgets = { personPerDay: none, keyPerDay: none, instancePerMonth: none };

  async function refusal(made: Bench, request: Partial<ChatModelRequest> = {}): Promise<unknown> {
    return made.ask(request).then(
      (text) => text,
      (error: unknown) => error,
    );
  }

  test("of a person ends at midnight UTC, and is nobody else's", async () => {
    const made = bench({ a: SAYS("ok") }, entry("a"));
    made.settings.set("models.budgets", { ...budgets, personPerDay: { tokens: 30, usd: null } });
    expect([await made.ask(), await made.ask()]).toEqual(["ok", "ok"]);
    const retryAfterMs = 12 * 3_600_000;
    expect(await refusal(made)).toMatchObject({
      code: "rate_limited",
      retryAfterMs,
      message: expect.stringContaining("2026-03-02 00:00 UTC"),
    });
    expect(made.asked, "the provider is not asked").toHaveLength(2);
    expect(await made.ask({ userId: "grace" })).toBe("ok");
    made.clock.advance(retryAfterMs);
    expect(await made.ask()).toBe("ok");
  });

  test("of a key leaves its owner's other calls alone", async () => {
    const made = bench({ a: SAYS("ok") }, entry("a"));
    made.settings.set("models.budgets", { ...budgets, keyPerDay: { tokens: null, usd: 0.00005 } });
    expect(await made.ask({ apiKeyId: "k1" })).toBe("ok");
    expect(await refusal(made, { apiKeyId: "k1" })).toMatchObject({ code: "rate_limited" });
    expect(await made.ask({ apiKeyId: "k2" })).toBe("ok");
    expect(await made.ask()).toBe("ok");
  });

  test("of everybody ends with the month", async () => {
    const made = bench({ a: SAYS("ok") }, entry("a"));
    made.settings.set("models.budgets", { ...budgets, instancePerMonth: { tokens: 15, usd: null } });
    expect(await made.ask()).toBe("ok");
    const error = await refusal(made, { userId: "grace" });
    expect(error).toMatchObject({ code: "rate_limited", message: expect.stringContaining("2026-04-01 00:00 UTC") });
    made.clock.advance((error as SmartyError).retryAfterMs ?? 0);
    expect(await made.ask({ userId: "grace" })).toBe("ok");
  });

  test("of zero refuses the first call", async () => {
    const made = bench({ a: SAYS("ok") }, entry("a"));
    made.settings.set("models.budgets", { ...budgets, instancePerMonth: { tokens: null, usd: 0 } });
    expect(await refusal(made)).toMatchObject({ code: "rate_limited" });
  });

  // Many calls at once would each see an unspent budget.
  test("count what is under way", async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Script = async function* slow() {
      yield { type: "delta", text: "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen" };
      await gate.promise;
      yield { type: "end", reason: "stop", inputTokens: 1, outputTokens: 1 };
    };
    const made = bench({ a: slow }, entry("a"));
    made.settings.set("models.budgets", { ...budgets, personPerDay: { tokens: 15, usd: null } });
    const first = made.ask();
    await expect.poll(() => made.asked.length).toBe(1);
    expect(await refusal(made)).toMatchObject({ code: "rate_limited" });
    gate.resolve();
    await first;
    expect(made.ledger).toHaveLength(1);
  });
});

test("an entry's connection is given by its id, with the secret of its own host", async () => {
  const made = fakeModelPorts({});
  made.entries.set("e", entry("e", { kind: "embedding", credentialId: "c1", options: { a: "b" }, contextTokens: 512 }));
  made.credentials.set("c1", {
    id: "c1",
    name: "",
    lastFour: "",
    createdAt: 1,
    updatedAt: 1,
    host: "e.example",
    sealed: "credential/c1/e.example:s3cret",
  });
  expect(await modelConnection(made.ports, "e")).toEqual({
    provider: "openai-compatible",
    model: "e",
    baseUrl: "https://e.example/v1",
    apiKey: "s3cret",
    contextTokens: 512,
    options: { a: "b" },
  });
  await expect(modelConnection(made.ports, "none")).rejects.toMatchObject({ code: "not_found" });
});

test("a model of the environment answers with its own key", async () => {
  const connection = { provider: "openai", model: "gpt", apiKey: "from the environment" } as const;
  const made = fakeModelPorts({ gpt: SAYS("hello") }, [{ id: "environment-openai", name: "openai/gpt", isDefault: true, connection }]);
  const llm = await createChatModels(made.ports).open(REQUEST);
  expect(llm?.id).toBe("openai/gpt");
  expect(made.opened).toEqual([connection]);
});
