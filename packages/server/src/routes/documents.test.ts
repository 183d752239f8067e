import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";

let server: TestServer;
let ada: TestPerson;
let id: string;

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.person("ada");
  const { body } = await server.upload(ada, { "plan.md": "# Plan\n\nThe plan is to count lemurs." });
  id = body.documents[0]?.id ?? "";
});
afterAll(() => server.close());

describe("who may read a document, explained to an administrator", () => {
  const explain = (user: string) =>
    server.call<{ person?: object; allow: string[] }>(server.admin, `GET /api/v1/documents/${id}/access?user=${user}`);

  test("names the grants, and for a person whether and through which", async () => {
    expect((await server.call(server.admin, `GET /api/v1/documents/${id}/access`)).body).toEqual({
      allow: [`user:${ada.email}`],
      titles: {},
    });
    expect((await explain(ada.id)).body).toMatchObject({ person: { userId: ada.id, canRead: true, through: [`user:${ada.email}`] } });
    expect((await explain(server.admin.id)).body).toMatchObject({ person: { canRead: false, through: [] } });
  });

  // 401 would sign the administrator out.
  test("says that an unknown person is not found, and that a disabled one reads nothing", async () => {
    expect(await explain("nobody")).toMatchObject({ status: 404, body: { code: "not_found" } });
    const gone = await server.person("gone");
    await server.call(server.admin, `PATCH /api/v1/users/${gone.id}`, { json: { disabled: true } });
    expect(await explain(gone.id)).toMatchObject({ status: 200, body: { person: { canRead: false, through: [] } } });
    expect((await server.call(server.admin, "GET /api/v1/documents/missing/access")).status).toBe(404);
  });

  test("tells everybody else about themselves alone, and of what they can read", async () => {
    const own = { allow: [`user:${ada.email}`], person: { userId: ada.id, canRead: true, through: [`user:${ada.email}`] } };
    for (const query of ["", `?user=${ada.id}`])
      expect(await server.call(ada, `GET /api/v1/documents/${id}/access${query}`)).toMatchObject({ status: 200, body: own });
    expect(await server.call(ada, `GET /api/v1/documents/${id}/access?user=${server.admin.id}`)).toMatchObject({ status: 403 });
    const ben = await server.person("ben");
    for (const which of [id, "missing"])
      expect(await server.call(ben, `GET /api/v1/documents/${which}/access`), which).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
  });

  test("shows nothing of the content", async () => {
    expect((await explain(ada.id)).text).not.toMatch(/lemur|plan/i);
    expect((await server.call(server.admin, `GET /api/v1/documents/${id}`)).status).toBe(404);
  });
});

test("versions: a cited one stays readable, others are not invented", async () => {
  const text = (version: number | string) =>
    server.call<{ text: string; version: number }>(ada, `GET /api/v1/documents/${id}/text?version=${version}`);
  expect((await text(1)).body).toMatchObject({ version: 1, text: expect.stringContaining("lemurs") });
  expect((await text(2)).status).toBe(404);
  for (const version of [0, -1, 1.5, "x", 2 ** 53]) expect((await text(version)).status, String(version)).toBe(400);
});
