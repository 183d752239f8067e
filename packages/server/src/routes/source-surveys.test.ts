import type { InventoryOp } from "@smartypants/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createConnectedConnector } from "../testing/connected-connector.ts";
import type { Credential } from "../testing/http-client.ts";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";
import { createTempTree, type TempTree } from "../testing/temp-tree.ts";

let server: TestServer;
let editor: TestPerson;
let tree: TempTree;
const { connector, script } = createConnectedConnector();
const fresh = { ...script };

beforeAll(async () => {
  server = await openTestServer({
    replace: ({ connectors }) => ({ connectors: new Map([...connectors, [connector.id, connector as never]]) }),
  });
  editor = await server.person("editor", { role: "editor" });
  tree = createTempTree({
    "welcome.md": "Welcome.",
    "reports/2026.pdf": "%PDF",
    "reports/draft.tmp": "x",
    "notes.bin": "12345678901234567890",
  });
});
afterAll(async () => {
  await server.close();
  tree.close();
});
beforeEach(() => void Object.assign(script, fresh));

interface Things {
  readonly inCount: number;
  readonly outCount: number;
  readonly in: readonly { readonly title: string }[];
  readonly out: readonly { readonly title: string; readonly why: string | null }[];
}

interface SurveyBody {
  readonly id: string;
  readonly state: string;
  readonly items: number;
  readonly named: Things | null;
  readonly containers: Things;
}

function start(json: object, who: Credential = editor) {
  return server.call<SurveyBody>(who, "POST /api/v1/sources/surveys", { json });
}

async function survey(json: object): Promise<SurveyBody> {
  let { body } = await start(json);
  while (body.state === "running") ({ body } = await server.call<SurveyBody>(editor, `GET /api/v1/sources/surveys/${body.id}`));
  return body;
}

test("a folder tells which files its patterns choose, and stores nothing", async () => {
  const settings = { path: tree.path, include: ["*.md", "*.pdf", "*.docx"], maxFileSizeMb: 1 };
  const body = await survey({ connector: "folder", settings });
  expect(body).toMatchObject({
    state: "done",
    bound: null,
    items: 2,
    isAbout: false,
    containers: { inCount: 1, outCount: 0, in: [{ title: "reports", why: null }] },
    notes: [{ setting: "include", message: "No file fits “*.docx”." }],
  });
  expect(body.named?.in.map(({ title }) => title).toSorted()).toEqual(["reports/2026.pdf", "welcome.md"]);
  expect(body.named?.out.toSorted((one, other) => (one.title < other.title ? -1 : 1))).toEqual([
    { title: "notes.bin", why: "no pattern includes it" },
    { title: "reports/draft.tmp", why: "left out by “*.tmp”" },
  ]);
  const { body: all } = await server.call<{ items: unknown[] }>(editor, "GET /api/v1/sources");
  expect(all.items).toEqual([]);
});

test("of an inventory it is the number alone, by the credential that is tried", async () => {
  script.inventory = async function* (context): AsyncGenerator<InventoryOp> {
    const { token } = await context.credentials.get();
    for (const id of token === "right" ? ["1", "2"] : []) yield { op: "item", id };
    yield { op: "end", complete: true };
  };
  const body = await survey({ connector: "connected", settings: {}, credential: { token: "right" } });
  expect(body).toMatchObject({ state: "done", items: 2, isAbout: true, named: null });
});

test("the catalogue says what each connector can tell", async () => {
  const { body } = await server.call<{ items: { id: string; survey: string }[] }>(editor, "GET /api/v1/connectors");
  const kinds = Object.fromEntries(body.items.map(({ id, survey: kind }) => [id, kind]));
  expect(kinds).toMatchObject({ folder: "preview", slack: "preview", "google-drive": "preview", connected: "count" });
});

test("it can be stopped, is nobody else's, and bad settings are refused by their field", async () => {
  script.inventory = async function* (context): AsyncGenerator<InventoryOp> {
    yield { op: "item", id: "1" };
    await new Promise((resolve) => context.signal.addEventListener("abort", resolve, { once: true }));
    yield { op: "end", complete: true };
  };
  const { body } = await start({ connector: "connected", settings: {}, credential: { token: "right" } });
  const line = `/api/v1/sources/surveys/${body.id}`;
  const read = () => server.call<SurveyBody>(editor, `GET ${line}`);
  while ((await read()).body.items === 0);
  const other = await server.person("other", { role: "editor" });
  for (const who of [other, server.admin]) {
    expect(await server.call(who, `GET ${line}`)).toMatchObject({ status: 404 });
    expect(await server.call(who, `DELETE ${line}`)).toMatchObject({ status: 404 });
  }
  expect(await server.call(editor, `DELETE ${line}`)).toMatchObject({ status: 204 });
  expect((await read()).body).toMatchObject({ state: "stopped", items: 1 });
  expect(await start({ connector: "folder", settings: { path: "relative" } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: "settings.path" }] },
  });
  expect(await start({ connector: "folder", settings: { path: "/srv" } }, await server.person("member"))).toMatchObject({ status: 403 });
});
