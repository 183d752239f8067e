import type { CheckResult } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { type DriveHost, driveHost, toArray } from "./__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE } from "./__fixtures__/fake-with.ts";
import { googleDrive } from "./google-drive-connector.ts";

const check = (host: DriveHost): Promise<readonly CheckResult[]> => toArray(googleDrive.check(host.context()));
const statuses = (results: readonly CheckResult[]) => results.map(({ id, status }) => `${id}: ${status}`);

test("a healthy domain is all right, scope by scope", async () => {
  const fake = await fakeWith("Ada");
  fake.setGroup("crew@acme.example", [ADA]);
  const results = await check(driveHost(fake));
  expect(statuses(results)).toEqual([
    "sign_in: ok",
    "scope_metadata: ok",
    "scope_users: ok",
    "scope_groups: ok",
    "drive_api: ok",
    "people: ok",
    "groups: ok",
  ]);
  expect(results[0]?.detail).toBe(`${fake.signIn.serviceEmail} acts for ${ADA}`);
});

test("a scope that is not listed is named, with the whole list to paste", async () => {
  const fake = await fakeWith("Ada");
  fake.signIn.granted.delete("admin.directory.group.readonly");
  const results = await check(driveHost(fake));
  // What needs it is not tried: it would say the same once more.
  expect(statuses(results)).toEqual([
    "sign_in: ok",
    "scope_metadata: ok",
    "scope_users: ok",
    "scope_groups: failed",
    "drive_api: ok",
    "people: skipped",
    "groups: skipped",
  ]);
  expect(results.find(({ id }) => id === "scope_groups")).toMatchObject({
    status: "failed",
    required: true,
    missingScope: "https://www.googleapis.com/auth/admin.directory.group.readonly",
    remediation: expect.stringContaining("drive.readonly,https://www.googleapis.com/auth/drive.metadata.readonly"),
  });
});

test("without a way in, the rest is skipped", async () => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake, { way: "oauth" });
  fake.signIn.revoke();
  const results = await check(host);
  expect(results[0]).toMatchObject({ id: "sign_in", status: "failed", remediation: expect.stringContaining("reconnect") });
  expect(new Set(results.slice(1).map(({ status }) => status))).toEqual(new Set(["skipped"]));
});

test("an account that may not see who reads the files, and a folder that it cannot see, are said", async () => {
  const fake = await fakeWith("Ada", "Grace");
  fake.create({ name: "a.txt", owner: ADA, text: "a", permissions: [{ type: "user", emailAddress: fake.signIn.serviceEmail }] });
  const hidden = fake.create({ name: "Hidden", owner: GRACE, mimeType: FOLDER });
  const results = await check(driveHost(fake, { way: "serviceAccount", settings: { folders: [hidden] } }));
  expect(statuses(results)).toEqual(["sign_in: ok", "permissions_visible: failed", "groups: ok", "folder_1: failed"]);
  const failed = results.filter(({ status }) => status === "failed");
  expect(failed.map(({ remediation }) => remediation)).toEqual([
    expect.stringContaining("as Editor"),
    expect.stringContaining("share it with the account"),
  ]);
});

test("drives, folders and people can be picked, found by what is typed", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const drive = fake.addDrive("Team Rocket", [{ type: "user", emailAddress: ADA, role: "organizer" }]);
  const folder = fake.create({ name: "It's Plans", owner: ADA, mimeType: FOLDER });
  fake.create({ name: "Other", owner: ADA, mimeType: FOLDER });
  const host = driveHost(fake);
  const choices = (setting: string, typed: string) => googleDrive.choices?.(host.context(), setting, typed);
  expect(await choices("driveIds", "rock")).toEqual([{ value: drive, label: "Team Rocket" }]);
  expect(await choices("folders", "it's")).toEqual([{ value: folder, label: "It's Plans", detail: ADA }]);
  expect((await choices("excludeFolders.0", ""))?.map(({ label }) => label)).toEqual(["It's Plans", "Other"]);
  expect(await choices("users", "gra")).toEqual([{ value: GRACE, label: GRACE, detail: "Grace" }]);
  expect(await choices("exclude", "x")).toEqual([]);
});

test("the guide gives each way its steps, with the exact scopes and redirect address to copy", async () => {
  const facts = { publicOrigin: "https://search.example", redirectUri: "https://search.example/api/v1/oauth/callback" };
  const copied = (way?: string) =>
    googleDrive.guide?.(way === undefined ? {} : { way }, facts).flatMap(({ copy }) => (copy ?? []).map(({ value }) => value));
  expect(copied("delegation")).toEqual([
    [
      "https://www.googleapis.com/auth/drive.readonly",
      "https://www.googleapis.com/auth/drive.metadata.readonly",
      "https://www.googleapis.com/auth/admin.directory.group.readonly",
      "https://www.googleapis.com/auth/admin.directory.user.readonly",
    ].join(","),
  ]);
  expect(copied("oauth")).toContain(facts.redirectUri);
  const withGroups = googleDrive.guide?.({ way: "oauth", readGroups: true }, facts).flatMap(({ copy }) => copy ?? []);
  expect(withGroups?.map(({ value }) => value).join()).toContain("admin.directory.group.readonly");
  expect(copied("serviceAccount")).toEqual([]);
  expect(copied()).toEqual([...(copied("delegation") ?? []), ...(copied("oauth") ?? [])]);
});
