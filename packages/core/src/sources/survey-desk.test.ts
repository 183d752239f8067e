import { type Connector, type ConnectorContext, defineConnector, SmartyError, type SurveyOp } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { createSurveyDesk, type Survey, type SurveyDesk, type SurveyLimits, surveyKind } from "./survey-desk.ts";

type Script = (context: ConnectorContext, isCounted: boolean) => AsyncIterable<SurveyOp>;

const EDITOR: Actor = {
  userId: "ada",
  role: "editor",
  email: "ada@example.org",
  name: "Ada",
  verifiedAt: 1,
  via: "session",
  scopes: ["all"],
};
const INPUT = { connector: "wiki", settings: { folder: "a" }, isCounted: true, isFresh: false };

function connectorOf(script: Script | null, more: Partial<Connector> = {}): Connector {
  const connector = defineConnector<unknown>({
    id: "wiki",
    title: "Wiki",
    version: "1.0.0",
    capabilities: { incremental: false, inventory: false, acl: "none" },
    auth: ["none"],
    settings: z.strictObject({ folder: z.string().min(1, "Name a folder.") }),
    check: async function* () {},
    sync: async function* () {},
  });
  return { ...connector, ...(script !== null && { survey: (context, { isCounted }) => script(context, isCounted) }), ...more };
}

function open(connector: Connector, limits: Partial<SurveyLimits> = {}) {
  let now = 1_000_000;
  let ids = 0;
  const asked: string[] = [];
  const errors: unknown[] = [];
  const ports = {
    connectors: new Map([[connector.id, connector]]),
    connectorHttp: {
      open: () => ({
        request: async ({ url }: { readonly url: string }) => {
          asked.push(url);
          return { status: 200, headers: {}, body: new Blob([`${asked.length}`]).stream() };
        },
      }),
    },
    clock: { now: () => now },
    ids: { next: () => `survey${++ids}` },
    hash: (text: string) => text,
    logger: { error: (fields: unknown) => void errors.push(fields) },
  };
  const desk = createSurveyDesk(ports as never, { timeoutMs: 60_000, calls: 5, items: 1000, ...limits });
  return { desk, asked, errors, advance: (ms: number) => void (now += ms) };
}

async function ended(desk: SurveyDesk, { id }: Survey, actor = EDITOR): Promise<Survey> {
  for (;;) {
    const survey = desk.read(actor, id);
    if (survey.state !== "running") return survey;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("what is in and what is out is counted and named, with why, and what would be skipped stands apart", async () => {
  const { desk } = open(
    connectorOf(async function* () {
      yield { op: "container", id: "c1", title: "#general", isIn: true };
      yield { op: "container", id: "c2", title: "#random", isIn: false, why: "left out by “random”" };
      yield { op: "item", id: "i1", title: "a.md", isIn: true };
      yield { op: "item", id: "i2", title: "big.pdf", isIn: true, skip: "too_large", why: "too large" };
      yield { op: "item", id: "i3", title: "b.tmp", isIn: false };
      yield { op: "items", count: 40 };
      yield { op: "note", setting: "include", message: "No file fits “x”." };
      yield { op: "end", isAbout: true };
    }),
  );
  const survey = await ended(desk, await desk.start(EDITOR, INPUT));
  expect(survey).toMatchObject({ state: "done", bound: null, message: null });
  expect(survey.result).toEqual({
    items: 41,
    skipped: [{ reason: "too_large", count: 1 }],
    containers: {
      inCount: 1,
      outCount: 1,
      in: [{ title: "#general", why: null }],
      out: [{ title: "#random", why: "left out by “random”" }],
    },
    named: {
      inCount: 2,
      outCount: 1,
      in: [
        { title: "a.md", why: null },
        { title: "big.pdf", why: "too large" },
      ],
      out: [{ title: "b.tmp", why: null }],
    },
    notes: [{ setting: "include", message: "No file fits “x”." }],
    isAbout: true,
    isPartial: false,
  });
});

test("an inventory alone gives a count, which is about right, and no preview", async () => {
  const connector = connectorOf(null, {
    inventory: async function* () {
      for (const id of ["1", "2", "3"]) yield { op: "item", id, containerId: id === "3" ? "b" : "a" };
      yield { op: "end", complete: true };
    },
  });
  const { desk } = open(connector);
  expect(surveyKind(connector)).toBe("count");
  const { result } = await ended(desk, await desk.start(EDITOR, INPUT));
  expect(result).toMatchObject({ items: 3, containers: { inCount: 2, in: [] }, named: null, isAbout: true, isPartial: false });
  await expect(desk.start(EDITOR, { ...INPUT, isCounted: false })).rejects.toMatchObject({ code: "unsupported" });
});

test("a connector that cannot tell says so", async () => {
  const connector = connectorOf(null);
  expect(surveyKind(connector)).toBe("none");
  await expect(open(connector).desk.start(EDITOR, INPUT)).rejects.toMatchObject({ code: "unsupported" });
});

const forever: Script = async function* (context) {
  for (let at = 0; ; at++) {
    context.signal.throwIfAborted();
    const { body } = await context.http.request({ url: `https://wiki.example/${at}`, headers: { authorization: "x" } });
    await new Response(body).text();
    yield { op: "items", count: 10 };
  }
};

test("it ends after so many items, so many requests or so much time, and keeps what it has seen", async () => {
  const until = async (limits: Partial<SurveyLimits>): Promise<Survey> => {
    const { desk } = open(connectorOf(forever), limits);
    return ended(desk, await desk.start(EDITOR, INPUT));
  };
  expect(await until({ items: 30 })).toMatchObject({ state: "done", bound: "items", message: null, result: { items: 30 } });
  expect(await until({ calls: 4 })).toMatchObject({ state: "done", bound: "calls", message: null, result: { items: 40 } });
  expect(await until({ timeoutMs: 5, calls: 1e9, items: 1e9 })).toMatchObject({ state: "done", bound: "time", message: null });
});

test("another pattern is tried out on the same lists, until somebody asks for new ones or ten minutes are over", async () => {
  const { desk, asked, advance } = open(
    connectorOf(async function* (context) {
      const { body } = await context.http.request({ url: "https://wiki.example/list", headers: { authorization: "x" } });
      yield { op: "items", count: Number(await new Response(body).text()) };
      yield { op: "end" };
    }),
  );
  const items = async (more: object = {}) => (await ended(desk, await desk.start(EDITOR, { ...INPUT, ...more }))).result.items;
  expect(await items()).toBe(1);
  expect(await items({ settings: { folder: "b" } })).toBe(1);
  expect(asked).toHaveLength(1);
  expect(await items({ isFresh: true })).toBe(2);
  expect(await items()).toBe(2);
  advance(600_000);
  expect(await items()).toBe(3);
});

test("the next one of the same form stops the one before", async () => {
  const { desk } = open(connectorOf(forever), { calls: 1e9, items: 1e9 });
  const first = await desk.start(EDITOR, INPUT);
  const second = await desk.start(EDITOR, { ...INPUT, settings: { folder: "b" } });
  expect((await ended(desk, first)).state).toBe("stopped");
  expect(desk.read(EDITOR, second.id).state).toBe("running");
  desk.stop(EDITOR, second.id);
  expect((await ended(desk, second)).state).toBe("stopped");
});

test("a survey is of the person who began it", async () => {
  const { desk } = open(connectorOf(forever), { calls: 1e9, items: 1e9 });
  const { id } = await desk.start(EDITOR, INPUT);
  const other = { ...EDITOR, userId: "ben", role: "admin" as const };
  expect(() => desk.read(other, id)).toThrow("There is no such preview");
  expect(() => desk.stop(other, id)).toThrow("There is no such preview");
  expect(desk.read(EDITOR, id).state).toBe("running");
  desk.stop(EDITOR, id);
  await expect(desk.start({ ...EDITOR, role: "member" }, INPUT)).rejects.toMatchObject({ code: "forbidden" });
});

test("settings that do not fit are refused by their field; what the source refuses is said, a fault is not", async () => {
  const failing = (error: Error): Script =>
    async function* () {
      yield { op: "items", count: 7 };
      throw error;
    };
  const refused = open(connectorOf(failing(new SmartyError("auth", "The token was revoked."))));
  await expect(refused.desk.start(EDITOR, { ...INPUT, settings: { folder: "" } })).rejects.toMatchObject({
    code: "invalid",
    fields: [{ path: "settings.folder", message: "Name a folder." }],
  });
  const survey = await ended(refused.desk, await refused.desk.start(EDITOR, INPUT));
  expect(survey).toMatchObject({ state: "failed", message: "The token was revoked.", result: { items: 7 } });
  const broken = open(connectorOf(failing(new Error("secret detail"))));
  const fault = await ended(broken.desk, await broken.desk.start(EDITOR, INPUT));
  expect(fault.message).not.toContain("secret");
  expect(broken.errors).toHaveLength(1);
});
