import { afterAll, beforeAll, expect, test } from "vitest";
import { gatherLog, keepLog, type LogKeeping } from "../log-keeping.ts";
import { openTestServer, type TestServer, until } from "../testing/open-test-server.ts";

interface Line {
  readonly id: string;
  readonly at: string;
  readonly level: string;
  readonly part: string;
  readonly message: string;
  readonly requestId: string | null;
  readonly jobId: string | null;
  readonly runId: string | null;
  readonly sourceId: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly items: readonly Line[];
  readonly nextCursor: string | null;
}

let server: TestServer;
let keeping: LogKeeping;

beforeAll(async () => {
  // Not pinned, so that the level can be changed and the ingest thread says what it does.
  server = await openTestServer({ environment: { SMARTY_LOG_LEVEL: "" } });
  keeping = keepLog(server.ports, server.log.logger, gatherLog(server.log.logger));
  await change({ "logs.level": "debug" });
});
afterAll(async () => {
  await keeping.stop();
  await server.close();
});

async function change(values: Readonly<Record<string, unknown>>): Promise<void> {
  const { body } = await server.call<{ version: number }>(server.admin, "GET /api/v1/settings");
  const changed = await server.call(server.admin, "PATCH /api/v1/settings", { json: { version: body.version, values } });
  expect(changed.status).toBe(200);
}

async function linesOf(query: string): Promise<readonly Line[]> {
  await keeping.flush();
  const { status, body } = await server.call<Page>(server.admin, `GET /api/v1/logs?limit=200&${query}`);
  expect(status).toBe(200);
  return body.items;
}

// What somebody reports is this id and nothing else.
test("the id in the answer of a refused request leads to its line, with the code, and does not say who asked", async () => {
  const ada = await server.person("ada");
  const refused = await server.call<{ requestId: string }>(ada, "GET /api/v1/documents/no-such-document");
  expect(refused.headers.get("x-request-id")).toBe(refused.body.requestId);
  const found = await linesOf(`requestId=${refused.body.requestId}`);
  expect(found.map(({ level, message }) => `${level} ${message}`)).toEqual(["info request refused"]);
  expect(found[0]?.fields).toMatchObject({ code: "not_found", status: 404, method: "GET" });
  expect(JSON.stringify(found)).not.toContain(ada.id);
});

test("a fault of ours is there with its stack, under the id that was answered", async () => {
  const broken = await openTestServer({
    replace: ({ jobs }) => ({
      jobs: {
        ...jobs,
        list: () => {
          throw new Error("a fault nobody thought of");
        },
      },
    }),
  });
  const kept = keepLog(broken.ports, broken.log.logger, gatherLog(broken.log.logger));
  try {
    const answer = await broken.call<{ requestId: string }>(broken.admin, "GET /api/v1/jobs");
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("nobody thought of");
    await kept.flush();
    const { body } = await broken.call<Page>(broken.admin, `GET /api/v1/logs?requestId=${answer.body.requestId}`);
    expect(body.items.map(({ message }) => message).toSorted()).toEqual(["request", "request failed"]);
    const fault = body.items.find(({ message }) => message === "request failed");
    expect(fault?.fields).toMatchObject({
      err: { message: "a fault nobody thought of", stack: expect.arrayContaining([expect.stringContaining("logs.test.ts")]) },
    });
  } finally {
    await kept.stop();
    await broken.close();
  }
});

test("every answer says its request's id: of pages, of files, of what is not there, and of who is not let in", async () => {
  for (const [who, line] of [
    [server.admin, "GET /api/v1/me"],
    [null, "GET /api/v1/me"],
    [server.admin, "GET /api/v1/nothing-here"],
    [null, "GET /livez"],
    [server.admin, "GET /api/v1/logs/export"],
    [null, "POST /v1/chat/completions"],
    [null, "POST /mcp"],
  ] as const) {
    const answer = await server.call(who, line);
    expect(answer.headers.get("x-request-id"), line).toMatch(/^[\w-]{30,}$/);
  }
});

test("all lines of a job carry its id, its source and its run, in whichever thread it was said", async () => {
  const source = await server.folderSource({ "a.md": "# A\n\nText.\n" });
  const run = await server.sync(source.id);
  const ofRun = await until(async () => {
    const found = await linesOf(`runId=${run.id}`);
    return found.some(({ message }) => message === "a job is done") ? found : undefined;
  });
  expect(ofRun.map(({ message }) => message)).toEqual(expect.arrayContaining(["a job begins", "a sync has ended", "a job is done"]));
  expect(new Set(ofRun.map(({ part }) => part))).toEqual(new Set(["server", "ingest"]));
  const [jobId] = new Set(ofRun.map((line) => line.jobId));
  expect(ofRun.every((line) => line.jobId === jobId && jobId !== null && line.sourceId === source.id)).toBe(true);
  // The request that asked for it is another matter.
  expect(ofRun.every((line) => line.requestId === null)).toBe(true);
  expect((await linesOf(`jobId=${jobId}`)).map(({ id }) => id)).toEqual(ofRun.map(({ id }) => id));
});

test("a failed job's lines say what it failed of", async () => {
  const jobId = await server.ports.jobs.add("no-such-task", {});
  const found = await until(async () => {
    const some = await linesOf(`jobId=${jobId}&level=error`);
    return some.length > 0 ? some : undefined;
  });
  expect(found[0]).toMatchObject({ message: "a job has failed for good", level: "error", fields: { task: "no-such-task" } });
});

test("neither secrets nor questions nor text of documents are kept, not even at the level that says most", async () => {
  const canary = "kittiwake";
  const source = await server.folderSource({
    [`${canary}-name.md`]: `# ${canary} title\n\nThe ${canary} nests on cliffs. Call ada@${canary}.example.\n`,
  });
  await server.sync(source.id);
  const { admin } = server;
  await server.call(admin, "POST /api/v1/search", { json: { query: canary } });
  await server.call(admin, `GET /api/v1/search?q=${canary}`);
  await server.call(admin, "POST /api/v1/answers", { json: { question: `Where does the ${canary} nest?` } });
  await server.call(admin, "POST /api/v1/search", { json: { query: canary, nonsense: canary } });
  await server.upload(admin, { [`${canary}.md`]: `# ${canary}`, [`${canary}.pdf`]: `broken ${canary}` });
  await server.call(null, "POST /api/auth/sign-in/email", { json: { email: `${canary}@example.org`, password: canary } });
  await server.call({ key: `sp_${canary}${canary}` }, "GET /api/v1/me");
  await server.call(admin, `POST /api/v1/hooks/sources/some-source/${canary}${canary}`, { json: {} });
  server.log.logger.error(
    { password: canary, headers: { authorization: canary }, url: `https://ada:${canary}@example.org` },
    `Bearer ${canary}`,
  );
  const all = await linesOf("");
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((line) => JSON.stringify(line).toLowerCase().includes(canary))).toEqual([]);
});

test("control characters are written out, so that nothing in a line looks like another", async () => {
  server.log.logger.warn({ name: "a\r\nb\u001b[2J", "na\nme": 1 }, "one\r\ntwo\u2028");
  const [line] = await linesOf("text=one");
  expect(line?.message).toBe("one\\r\\ntwo\\u2028");
  expect(line?.fields).toEqual({ name: "a\\r\\nb\\u001b[2J", "na\\nme": 1 });
});

test("a page goes on where the last one ended, and the export holds all of them, a line of JSON each", async () => {
  for (let at = 0; at < 7; at++) server.log.logger.warn({ at }, "one of seven");
  await keeping.flush();
  const seen: string[] = [];
  let cursor = "";
  do {
    const { body } = await server.call<Page>(server.admin, `GET /api/v1/logs?text=one+of+seven&limit=3${cursor}`);
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
  } while (cursor !== "");
  expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  const file = await server.call(server.admin, "GET /api/v1/logs/export?text=one+of+seven");
  expect(file.headers.get("content-type")).toBe("application/x-ndjson");
  const exported = file.text.trimEnd().split("\n");
  expect(exported.map((line) => (JSON.parse(line) as Line).id)).toEqual(seen);
});

test("a level that is changed holds at once, in the ingest thread too", async () => {
  await change({ "logs.level": "warn" });
  const source = await server.folderSource({ "b.md": "# B\n\nText.\n" });
  const run = await server.sync(source.id);
  expect(await linesOf(`runId=${run.id}`)).toEqual([]);
  await change({ "logs.level": null });
  const again = await server.sync(source.id);
  await until(async () => ((await linesOf(`runId=${again.id}`)).some(({ part }) => part === "ingest") ? true : undefined));
});

test("with room for fewer lines the newest are kept, and the facts say so", async () => {
  for (let at = 0; at < 1_500; at++) server.log.logger.warn({ at }, "one of many");
  await keeping.flush();
  const facts = async () => (await server.call<{ lines: number; lost: number }>(server.admin, "GET /api/v1/logs/facts")).body;
  expect(await facts()).toMatchObject({ lines: expect.toSatisfy((lines: number) => lines > 1_500), lost: 0 });
  await change({ "logs.lines": 1_000 });
  await until(async () => ((await facts()).lines <= 1_000 ? true : undefined));
  const [newest] = await linesOf("text=one+of+many");
  expect(newest?.fields).toEqual({ at: 1_499 });
});
