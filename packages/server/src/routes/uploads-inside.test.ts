import { afterAll, beforeAll, expect, test } from "vitest";
import { mailText } from "../testing/mail-text.ts";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await openTestServer();
  [ada, bob] = (await server.people(["ada", "bob"])) as [TestPerson, TestPerson];
});
afterAll(() => server.close());

interface Hit {
  readonly document: { readonly id: string; readonly title: string; readonly path?: string; readonly url: string };
}

async function hits(who: TestPerson, query: string): Promise<readonly Hit[]> {
  return (await server.call<{ hits: readonly Hit[] }>(who, "POST /api/v1/search", { json: { query } })).body.hits;
}

async function uploadMail(word: string, access?: unknown): Promise<string> {
  const inner = mailText(`Forwarded ${word}`, `The inner ${word}.`, [{ name: "deep.txt", content: `The deep ${word}.` }]);
  const parts = [
    { name: "tea.txt", content: `The attached ${word}.` },
    { name: "forwarded.eml", content: inner },
    { name: "broken.pdf", content: "%PDF-1.4 junk" },
  ];
  const { body, status, text } = await server.upload(ada, { "mail.eml": mailText(`Mail of ${word}`, `The outer ${word}.`, parts) }, access);
  expect(status, text).toBe(201);
  expect(body.documents, text).toMatchObject([{ state: "indexed" }]);
  return body.documents[0]?.id ?? "";
}

test("what lies inside of an upload is found with its permissions, opens the upload, and goes with it", async () => {
  const id = await uploadMail("quokka");
  expect(await hits(bob, "quokka")).toEqual([]);
  const found = (await hits(ada, "quokka")).map(({ document }) => document);
  expect(found.map((document) => document.title).toSorted()).toEqual(["Forwarded quokka", "Mail of quokka", "deep.txt", "tea.txt"]);
  expect(found.map((document) => document.path ?? "").toSorted()).toEqual([
    "mail.eml",
    "mail.eml/forwarded.eml",
    "mail.eml/forwarded.eml/deep.txt",
    "mail.eml/tea.txt",
  ]);
  expect(new Set(found.map((document) => document.url))).toEqual(new Set([`/api/v1/documents/${id}/file`]));
  const inside = found.find((document) => document.title === "tea.txt")?.id ?? "";
  const answer = await server.call(ada, `DELETE /api/v1/documents/${inside}`);
  expect(answer).toMatchObject({ status: 409, text: expect.stringContaining("inside of an uploaded file") });
  expect((await server.call(ada, `DELETE /api/v1/documents/${id}`)).status).toBe(204);
  expect(await hits(ada, "quokka")).toEqual([]);
  expect((await server.call(ada, `GET /api/v1/documents/${inside}/text`)).status).toBe(404);
});

test("an upload that everybody may read opens what lies inside of it to everybody", async () => {
  await uploadMail("numbat", { mode: "everyone" });
  expect(await hits(bob, "numbat")).toHaveLength(4);
});
