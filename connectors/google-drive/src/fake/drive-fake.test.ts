import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { credentialOf, driveHost, titlesIn, toArray } from "../__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE, LINUS } from "../__fixtures__/fake-with.ts";
import { googleDrive } from "../google-drive-connector.ts";
import { createWorld } from "./world.ts";
import { readQuery } from "./query.ts";
import { seedDemo, seedMany } from "./seed-demo.ts";
import { type DriveFake, startDriveFake } from "./start-drive-fake.ts";

async function tokenOf(fake: DriveFake): Promise<string> {
  const { clientId, clientSecret } = fake.signIn;
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: fake.signIn.refreshTokenFor(ADA),
  });
  const answer = (await (await fetch(`${fake.url}/token`, { method: "POST", body })).json()) as { readonly access_token: string };
  return answer.access_token;
}

const ALL = "supportsAllDrives=true&includeItemsFromAllDrives=true";

describe("the gate refuses and writes down", () => {
  test.for([
    ["an unknown parameter", `/drive/v3/files?${ALL}&fields=nextPageToken&corpus=user`],
    ["shared drives left out", "/drive/v3/files?supportsAllDrives=true&fields=nextPageToken"],
    ["a page that is too large", `/drive/v3/files?${ALL}&fields=nextPageToken&pageSize=1001`],
    ["fields without the next page", `/drive/v3/files?${ALL}&fields=files(id)`],
    ["no fields at all for about", "/drive/v3/about"],
    ["fields that are not well formed", `/drive/v3/files?${ALL}&fields=nextPageToken,files(id`],
    ["changes without a token", `/drive/v3/changes?${ALL}&fields=nextPageToken`],
    ["a file without supportsAllDrives", "/drive/v3/files/some-file-id"],
    ["more permissions than a page holds", "/drive/v3/files/x/permissions?supportsAllDrives=true&pageSize=200&fields=nextPageToken"],
    ["a route that there is not", "/drive/v4/files"],
  ])("%s", async ([, path]) => {
    const fake = await fakeWith("Ada");
    const answer = await fetch(fake.url + path, { headers: { authorization: `Bearer ${await tokenOf(fake)}` } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(fake.complaints.length).toBe(1);
  });

  test("requests without a token, or with one for something else", async () => {
    const fake = await fakeWith("Ada");
    const path = `${fake.url}/admin/directory/v1/users?customer=my_customer&fields=nextPageToken`;
    expect((await fetch(path)).status).toBe(401);
    expect((await fetch(path, { headers: { authorization: `Bearer ${await tokenOf(fake)}` } })).status).toBe(403);
  });
});

test("consent: accounts to choose from, a refusal, and nobody is sent to an address that was not entered", async () => {
  const fake = await fakeWith("Ada");
  const back = "https://search.example/callback";
  const ask = async (more: Readonly<Record<string, string>>) => {
    const query = new URLSearchParams({ client_id: fake.signIn.clientId, redirect_uri: back, state: "s", scope: "a <b>", ...more });
    const answer = await fetch(`${fake.advanced.authorizeUrl}?${query.toString()}`, { redirect: "manual" });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") };
  };
  const page = await ask({});
  expect([page.status, page.text.includes(`Allow as ${ADA}`), page.text.includes("<b>")]).toEqual([200, true, false]);
  expect((await ask({ refuse: "1" })).location).toBe(`${back}?state=s&error=access_denied`);
  expect((await ask({ allow: ADA })).location).toMatch(/\?state=s&code=/);
  fake.signIn.redirectUris = new Set(["https://other.example/callback"]);
  expect(await ask({ allow: ADA })).toMatchObject({ status: 400, text: expect.stringContaining("redirect_uri_mismatch"), location: null });
  expect(await ask({ client_id: "another" })).toMatchObject({ status: 401, text: expect.stringContaining("invalid_client") });
});

test.for<[string, boolean | null]>([
  ["trashed = false", true],
  ["trashed = false and mimeType != 'text/plain'", false],
  ["('x' in parents or 'top' in parents) and trashed=false", true],
  ["name = 'it\\'s'", true],
  ["name contains 'IT'", true],
  ["name contains 'other'", false],
  ["modifiedTime > '2026'", null],
  ["trashed = false and", null],
  ["", null],
])("the query %s", ([text, expected]) => {
  const world = createWorld("acme.example");
  const file = { name: "it's", mimeType: "text/plain", parentId: "top", isTrashed: false } as Parameters<
    NonNullable<ReturnType<typeof readQuery>>
  >[1];
  const query = readQuery(text);
  expect(query === null ? null : query(world, file)).toBe(expected);
});

test("the oracle: owners, groups in groups, limits, ends, links and domains", async () => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  fake.setGroup("inner@acme.example", [GRACE]);
  fake.setGroup("outer@acme.example", ["inner@acme.example"]);
  const folder = fake.create({
    name: "Folder",
    owner: ADA,
    mimeType: FOLDER,
    permissions: [{ type: "group", emailAddress: "outer@acme.example" }],
  });
  const id = fake.create({ name: "a.txt", parentId: folder, text: "a" });
  expect([ADA, GRACE, LINUS].map((email) => fake.filesOf(email).has(id))).toEqual([true, true, false]);
  fake.limit(id, true);
  expect(fake.filesOf(GRACE).has(id)).toBe(false);
  fake.share(id, { type: "user", emailAddress: LINUS, expirationTime: new Date(fake.world.now() + 10_000).toISOString() });
  expect(fake.filesOf(LINUS).has(id)).toBe(true);
  fake.world.advance(10_000);
  expect(fake.filesOf(LINUS).has(id)).toBe(false);
  fake.share(id, { type: "domain", domain: "acme.example", allowFileDiscovery: false });
  expect(fake.filesOf(GRACE).has(id)).toBe(false);
  fake.share(id, { type: "domain", domain: "acme.example", allowFileDiscovery: true });
  expect(fake.filesOf(GRACE).has(id)).toBe(true);
});

test("the demo world is read whole, each by those who may", async () => {
  const fake = await startDriveFake({ now: Date.now });
  onTestFinished(() => fake.close());
  expect(seedDemo(fake)).toEqual(credentialOf(fake, "delegation", ADA));
  seedMany(fake, 3);
  const host = driveHost(fake);
  await host.sync();
  await host.syncGroups();
  expect(titlesIn(host.state)).toContain("Restoration plan");
  const skipped = new Set(host.state.skipped.keys());
  const found = [ADA, "ben@acme.example", "carla@acme.example"].map((email) => {
    expect(host.readableBy(email), email).toEqual(new Set([...fake.filesOf(email)].filter((id) => !skipped.has(id))));
    return host.readableBy(email).size;
  });
  expect(found).toEqual([11, 6, 1]);
});

// oxlint-disable-next-line node/no-process-env -- a path that only this test needs
const discovery = process.env["SMARTY_TEST_GOOGLE_DISCOVERY"];

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}

/** What Google's description does not know of an answer, by path. */
function faultsIn(schemas: Readonly<Record<string, Schema>>, schema: Schema | undefined, value: unknown, path: string): readonly string[] {
  const known = schema?.$ref === undefined ? schema : schemas[schema.$ref];
  if (known === undefined) return [`${path} is not described`];
  if (Array.isArray(value))
    return known.type === "array" ? value.flatMap((each) => faultsIn(schemas, known.items, each, `${path}[]`)) : [`${path} is an array`];
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, inner]) =>
      faultsIn(schemas, known.properties?.[name] ?? known.additionalProperties, inner, `${path}.${name}`),
    );
  return typeof value === known.type ? [] : [`${path} is ${typeof value}, not ${known.type}`];
}

const ANSWERS: Readonly<Record<string, string>> = {
  "about.get": "About",
  "files.list": "FileList",
  "files.get": "File",
  "permissions.list": "PermissionList",
  "drives.list": "DriveList",
  "changes.list": "ChangeList",
  "changes.getStartPageToken": "StartPageToken",
  "users.list": "Users",
  "groups.list": "Groups",
  "members.list": "Members",
};

test.skipIf(discovery === undefined)(
  "answers are as Google describes them (needs SMARTY_TEST_GOOGLE_DISCOVERY, a folder of Discovery documents)",
  async () => {
    const read = async (name: string) =>
      (JSON.parse(await readFile(join(discovery ?? "", name), "utf8")) as { readonly schemas: Record<string, Schema> }).schemas;
    const admin = await read("admin__directory_v1.discovery.json");
    const drive = await read("drive__v3.discovery.json");
    const fake = await startDriveFake();
    onTestFinished(() => fake.close());
    const faults = new Set<string>();
    const routes = new Set<string>();
    fake.onAnswer = (route, json) => {
      routes.add(route);
      const schemas = ["users.list", "groups.list", "members.list"].includes(route) ? admin : drive;
      for (const fault of faultsIn(schemas, { $ref: ANSWERS[route] ?? route }, json, route)) faults.add(fault);
    };
    seedDemo(fake);
    const host = driveHost(fake);
    await host.sync();
    fake.create({ name: "more.txt", owner: ADA, text: "more" });
    await host.sync();
    await host.syncGroups();
    await toArray(googleDrive.check(driveHost(fake, { way: "oauth" }).context()));
    expect([...faults]).toEqual([]);
    expect([...routes].toSorted()).toEqual(Object.keys(ANSWERS).toSorted());
  },
);
