import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";

interface Found {
  readonly people: readonly { readonly name: string; readonly email: string }[];
  readonly groups: readonly { readonly name: string; readonly members: number }[];
}

let server: TestServer;
let editor: TestPerson;
let now = 0;

beforeAll(async () => {
  server = await openTestServer({ replace: () => ({ clock: { now: () => now } }) });
  editor = await server.person("editor", { role: "editor" });
  const ada = await server.person("Ada Lovelace");
  await server.person("Özlem de-la-Cruz", { domain: "lab.example" });
  await server.people(Array.from({ length: 12 }, (_each, at) => `zoe${at}`));
  await server.group("Night shift", [ada]);
  const gone = await server.person("Adam Gone");
  await server.ports.database.people.update(gone.id, { disabled: true }, now);
});
afterAll(() => server.close());

async function find(query: string, who = editor): Promise<Found> {
  // A minute later each time: this is not about the limit.
  now += 60_000;
  const { status, body, text } = await server.call<Found>(who, `GET /api/v1/directory?query=${encodeURIComponent(query)}`);
  expect(status, text).toBe(200);
  return body;
}

const names = ({ people }: Found): readonly string[] => people.map(({ name }) => name);

test("people are found by the beginning of each of their names and of their address, groups with how many they are", async () => {
  for (const query of ["ada", "LOVE", "ada love", "ada lovelace@ex"]) expect(names(await find(query)), query).toEqual(["Ada Lovelace"]);
  for (const query of ["öz", "ÖZ", "de-la", "cruz", "la-c"]) expect(names(await find(query)), query).toEqual(["Özlem de-la-Cruz"]);
  expect(await find("shi")).toMatchObject({ people: [], groups: [{ name: "Night shift", members: 1 }] });
});

test("neither the middle of a word, nor a domain, nor a sign of the query language lists people", async () => {
  for (const query of ["velace", "example.org", "@ex", "%%", "__", "lab"])
    expect(await find(query), query).toEqual({ people: [], groups: [] });
});

test("no more than ten come, none who is disabled, and of each only what tells them apart", async () => {
  const { people } = await find("zo");
  expect(people).toHaveLength(10);
  expect(Object.keys(people[0] ?? {}).toSorted()).toEqual(["email", "id", "name"]);
  expect(names(await find("adam"))).toEqual([]);
});

test("less than two letters, and less than an editor, are refused", async () => {
  for (const query of ["", "a", "%20%20a%20"]) expect((await server.call(editor, `GET /api/v1/directory?query=${query}`)).status).toBe(400);
  const member = await server.person("member");
  expect((await server.call(member, "GET /api/v1/directory?query=ad")).status).toBe(403);
  expect((await server.call(null, "GET /api/v1/directory?query=ad")).status).toBe(401);
});

// Else the whole directory could be asked through, two letters at a time.
test("who asks without a pause is told when to come back, and nobody else with them", async () => {
  now += 3_600_000;
  const ask = () => server.call(editor, "GET /api/v1/directory?query=zo");
  const statuses: number[] = [];
  for (let count = 0; count < 41; count++) statuses.push((await ask()).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(40);
  const refused = await ask();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  expect((await server.call(server.admin, "GET /api/v1/directory?query=zo")).status).toBe(200);
  now += 1_000;
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
});
