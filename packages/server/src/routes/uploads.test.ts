import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOCKED_PDF } from "../testing/locked-pdf.ts";
import { openTestServer, type TestPerson, type TestServer, untilRead, type UploadBody } from "../testing/open-test-server.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await openTestServer();
  [ada, bob] = (await server.people(["ada", "bob"])) as [TestPerson, TestPerson];
});
afterAll(() => server.close());

async function uploadOne(name: string, content: string | Uint8Array, access?: unknown): Promise<UploadBody> {
  const { body, status, text } = await server.upload(ada, { [name]: content }, access);
  expect(status, text).toBe(201);
  const [document] = body.documents;
  if (document === undefined) throw new Error("nothing was uploaded");
  return untilRead(server, ada, document);
}

async function found(who: TestPerson, query: string): Promise<number> {
  return (await server.call<{ found: number }>(who, "POST /api/v1/search", { json: { query } })).body.found;
}

describe("an upload", () => {
  // "Indexed" is a promise: whoever searches the moment it is said must find it.
  test("is found by the next request when it is said to be indexed, every time", async () => {
    for (let at = 0; at < 15; at++) {
      expect(await uploadOne(`n${at}.txt`, `The numbered wombat${"abcdefghijklmno"[at]} is here.`)).toMatchObject({ state: "indexed" });
      expect(await found(ada, `"wombat${"abcdefghijklmno"[at]}"`), `upload ${at}`).toBe(1);
    }
  });

  test("is its owner's alone unless they say otherwise", async () => {
    await uploadOne("private.txt", "The private okapi.");
    await uploadOne("public.txt", "The public okapi.", { mode: "everyone" });
    await uploadOne("given.txt", "The given okapi.", { mode: "restricted", allow: [`user:${bob.email}`] });
    await uploadOne("short.txt", "The short okapi.", "everyone");
    expect([await found(ada, `"private okapi"`), await found(bob, `"private okapi"`)]).toEqual([1, 0]);
    expect([await found(ada, `"public okapi"`), await found(bob, `"public okapi"`)]).toEqual([1, 1]);
    expect([await found(ada, `"given okapi"`), await found(bob, `"given okapi"`)]).toEqual([0, 1]);
    expect([await found(ada, `"short okapi"`), await found(bob, `"short okapi"`)]).toEqual([1, 1]);
  });

  test("of somebody without a verified address cannot be private: nobody could read it", async () => {
    const eve = await server.person("eve", { verified: false });
    expect(await server.upload(eve, { "a.txt": "x" })).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(await server.upload(eve, { "a.txt": "Open." }, { mode: "everyone" })).toMatchObject({ status: 201 });
  });

  test("says who may read it in a form that is checked", async () => {
    const wrong: readonly unknown[] = [
      "nobody",
      "{",
      "{}",
      { mode: "source" },
      { mode: "restricted", allow: ["ada"] },
      { mode: "private", extra: 1 },
      { mode: "restricted", allow: "user:a@b.c" },
      { mode: "restricted", allow: ["group:a\0b"] },
    ];
    for (const access of wrong) {
      const answer = await server.upload(ada, { "a.txt": "x" }, access);
      expect(answer.status, JSON.stringify(access)).toBe(400);
      expect(JSON.stringify(answer.body), JSON.stringify(access)).toMatch(/"path":"access/);
    }
  });

  test("is erased by its owner or by an editor who can read it, with every trace", async () => {
    const { id } = await uploadOne("gone.txt", "The vanishing quokka.", { mode: "everyone" });
    expect((await server.call(bob, `DELETE /api/v1/documents/${id}`)).status).toBe(403);
    expect((await server.call(ada, `DELETE /api/v1/documents/${id}`)).status).toBe(204);
    expect(await found(ada, `"quokka"`)).toBe(0);
    for (const part of ["", "/text", "/file"]) expect((await server.call(ada, `GET /api/v1/documents/${id}${part}`)).status).toBe(404);
    expect((await server.call(ada, `GET /api/v1/uploads/${id}`)).status).toBe(404);
    const editor = await server.person("editor", { role: "editor" });
    const second = await uploadOne("own.txt", "The hidden quokka.");
    expect((await server.call(editor, `DELETE /api/v1/documents/${second.id}`)).status).toBe(404);
    const third = await uploadOne("open.txt", "The open quokka.", { mode: "everyone" });
    expect((await server.call(editor, `DELETE /api/v1/documents/${third.id}`)).status).toBe(204);
  });
});

describe("names", () => {
  test.each<[string, string]>([
    ["../../../etc/passwd", "passwd"],
    ["..\\..\\windows\\system32\\evil.dll", "evil.dll"],
    ["C:\\Users\\ada\\plan.txt", "plan.txt"],
    ["/absolute/path.txt", "path.txt"],
    ["with\nnew\r\nline\u0007.txt", "withnewline.txt"],
    ["..", ".."],
    ["folder/", "upload"],
    ["   ", "upload"],
    ["ends with dots...", "ends with dots..."],
    ["<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"],
    ['quo"te;filename=evil.exe', 'quo"te;filename=evil.exe'],
    ["ümläut–日本.txt", "ümläut–日本.txt"],
  ])("%j is metadata and never a path: it is shown as %j", async (name, shown) => {
    const { id, state } = await uploadOne(name, `A walrus of ${name.length} characters.`);
    expect(state).toBe("indexed");
    const { body } = await server.call<{ metadata: { filename: string } }>(ada, `GET /api/v1/documents/${id}`);
    expect(body.metadata.filename).toBe(shown);
    const file = await server.call(ada, `GET /api/v1/documents/${id}/file`);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(shown)}`);
  });

  test("that are long lose their end, never half a character", async () => {
    for (const name of ["🦉".repeat(300), `${"x".repeat(254)}🦉.txt`, "e\u0301".repeat(500)]) {
      const { id, title } = await uploadOne(name, "An owl.");
      expect(title.length).toBeLessThanOrEqual(255);
      expect(title.isWellFormed()).toBe(true);
      expect((await server.call(ada, `GET /api/v1/documents/${id}/file`)).status).toBe(200);
    }
  });

  test("never reach the disk: what is stored is named by its content", () => {
    const names: string[] = [];
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory()) walk(join(folder, entry.name));
        else names.push(entry.name);
      }
    };
    walk(join(server.config.dataDir, "blobs"));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
  });
});

describe("content", () => {
  test("is told by its bytes, whatever the name says", async () => {
    const kinds: readonly (readonly [string, string | Uint8Array, string])[] = [
      ["page.txt", "<!doctype html><html><body><p>A page of walruses.</p></body></html>", "text/html"],
      ["notes.pdf", "Only text about walruses, called a PDF.", "text/plain"],
      ["data.txt", JSON.stringify({ animal: "walrus", legs: [1, 2] }), "application/json"],
    ];
    for (const [name, content, type] of kinds) {
      const { id } = await uploadOne(name, content);
      expect((await server.call<{ mimeType: string }>(ada, `GET /api/v1/documents/${id}`)).body.mimeType, name).toBe(type);
    }
  });

  // A page that is uploaded must never run in our origin, whoever opens it.
  test("goes out as an attachment of no type, under a policy that runs nothing", async () => {
    const pages = {
      "evil.html": "<script>alert(1)</script><p>Walrus</p>",
      "evil.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Walrus</text></svg>',
      "evil.js": "alert('walrus')",
    };
    const { body } = await server.upload(ada, pages);
    const served = body.documents.filter((document) => document.state === "indexed");
    expect(served.length).toBeGreaterThan(0);
    for (const { id } of served) {
      const { headers, status } = await server.call(ada, `GET /api/v1/documents/${id}/file`);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toMatch(/^attachment;/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("in other encodings is read as text, and every offset is a slice of that", async () => {
    const text = "Der Bär über Zürich heißt Wüstling. Die Straße ist naß.";
    const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const files = {
      "utf16le.txt": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${text} Bearone.`, "utf16le")]),
      "utf16be.txt": Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(`${text} Beartwo.`, "utf16le").swap16()]),
      "latin1.txt": Buffer.concat([latin, Buffer.from(" Bearthree.")]),
      "bom.txt": Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(`${text} Bearfour.`)]),
      "nul.txt": Buffer.from(`${text}\0 Bearfive.`),
    };
    const { body } = await server.upload(ada, files);
    const words = ["Bearone", "Beartwo", "Bearthree", "Bearfour", "Bearfive"];
    for (const [at, { id, title, state }] of body.documents.entries()) {
      expect(state, title).toBe("indexed");
      const stored = (await server.call<{ text: string }>(ada, `GET /api/v1/documents/${id}/text`)).body.text;
      expect(stored, title).toContain(text);
      expect(stored, title).not.toMatch(/[\0\ufeff]/);
      const { hits } = (
        await server.call<{
          hits: { passage: { start: number; end: number; text: string; highlights: { start: number; end: number }[] } }[];
        }>(ada, "POST /api/v1/search", { json: { query: `"${words[at]}"` } })
      ).body;
      expect(hits, title).toHaveLength(1);
      for (const { passage } of hits) {
        expect(stored.slice(passage.start, passage.end)).toBe(passage.text);
        expect(passage.highlights.map(({ start, end }) => passage.text.slice(start, end))).toContain(words[at]);
      }
    }
  });

  test("comes back byte for byte", async () => {
    const bytes = new TextEncoder().encode(`A walrus, ${"with a long text. ".repeat(20_000)}`);
    const { id } = await uploadOne("long.txt", bytes);
    const answer = await server.open(ada, `GET /api/v1/documents/${id}/file`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  });

  test("that cannot be read says why, in words, and is not kept", async () => {
    const files = {
      "empty.txt": "",
      "blank.txt": " \n\t ",
      "locked.pdf": Buffer.from(LOCKED_PDF, "base64"),
      "broken.pdf": "%PDF-1.7\nnothing of the kind",
      "program.exe": new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff]),
    };
    const { body } = await server.upload(ada, files);
    const states = Object.fromEntries(body.documents.map(({ title, state }) => [title, state]));
    expect(states).toEqual({
      "empty.txt": "skipped",
      "blank.txt": "skipped",
      "locked.pdf": "skipped",
      "broken.pdf": "failed",
      "program.exe": "skipped",
    });
    for (const { reason, title } of body.documents) expect(reason, title).toMatch(/^[A-Z][^]*\.$/);
    expect(body.documents.find((document) => document.title === "locked.pdf")?.reason).toMatch(/password/);
    for (const { id } of body.documents) {
      expect((await server.call(ada, `GET /api/v1/documents/${id}`)).status).toBe(404);
      expect((await server.call<UploadBody>(ada, `GET /api/v1/uploads/${id}`)).body.state).not.toBe("queued");
      expect((await server.call(bob, `GET /api/v1/uploads/${id}`)).status).toBe(404);
    }
  });
});

describe("limits", () => {
  test("fifty files at once are taken, fifty-one are refused with the number and none is stored", async () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_each, at) => [`many${at}.txt`, `Crowd ${at} of pelicans${count}.`]));
    const refused = await server.upload(ada, files(51));
    expect(refused).toMatchObject({ status: 413, body: { code: "too_large" } });
    expect(JSON.stringify(refused.body)).toMatch(/50.*51/);
    const taken = await server.upload(ada, files(50));
    expect(taken.body.documents).toHaveLength(50);
    expect(await found(ada, `"pelicans51"`)).toBe(0);
  });

  test("requests without a file, or that are no form, say what to send", async () => {
    const empty = new FormData();
    empty.append("access", "private");
    const text = new FormData();
    text.append("file", "only text");
    for (const body of [empty, text, new FormData()]) {
      expect(await server.call(ada, "POST /api/v1/uploads", { body })).toMatchObject({ status: 400, body: { errors: [{ path: "file" }] } });
    }
    const broken = { body: "--x\r\nnonsense", headers: { "content-type": "multipart/form-data; boundary=x" } };
    expect(await server.call(ada, "POST /api/v1/uploads", broken)).toMatchObject({
      status: 400,
      body: { code: "invalid", detail: expect.stringContaining("multipart/form-data") },
    });
    expect(await server.call(ada, "POST /api/v1/uploads", { json: { file: "x" } })).toMatchObject({ status: 415 });
    expect(await server.call(ada, "POST /api/v1/uploads")).toMatchObject({ status: 400 });
  });

  test("a file over the limit is refused with the number, and nothing of it is kept", async () => {
    const large = new Uint8Array(101 * 1024 * 1024).fill(0x61);
    const answer = await server.upload(ada, { "large.txt": large });
    expect(answer).toMatchObject({ status: 413, body: { code: "too_large" } });
    expect(JSON.stringify(answer.body)).toContain("100 MB");
  });
});

test("the same request sent again with its idempotency key makes one document", async () => {
  const form = () => {
    const body = new FormData();
    body.append("file", new File(["The only ibex."], "ibex.txt"));
    return body;
  };
  const headers = { "idempotency-key": "ibex" };
  const first = await server.call<{ documents: UploadBody[] }>(ada, "POST /api/v1/uploads", { body: form(), headers });
  const again = await server.call<{ documents: UploadBody[] }>(ada, "POST /api/v1/uploads", { body: form(), headers });
  expect(again.body).toEqual(first.body);
  expect(await found(ada, `"only ibex"`)).toBe(1);
  const listed = await server.call<{ items: { id: string; title: string }[] }>(ada, "GET /api/v1/documents?limit=200");
  expect(listed.body.items.filter((item) => item.title === "ibex.txt")).toHaveLength(1);
});
