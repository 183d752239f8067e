import { createHash } from "node:crypto";
import { recordingContext } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { driveHost, settingsOf, titlesIn, type Way, toArray } from "./__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE } from "./__fixtures__/fake-with.ts";
import { hostHttp } from "./__fixtures__/host-http.ts";
import { DriveCredential } from "./credential.ts";
import { googleDrive } from "./google-drive-connector.ts";

const REDIRECT = "https://search.example/api/v1/oauth/callback";

test("a suspended person is left out, and the others are read [62]", async () => {
  const fake = await fakeWith("Ada", "Grace", "Linus");
  fake.create({ name: "a.txt", owner: ADA, text: "a" });
  fake.create({ name: "g.txt", owner: GRACE, text: "g" });
  fake.suspendUser(GRACE);
  const host = driveHost(fake);
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
});

test("somebody who left between the directory and the token is left out too, with a word in the log [62]", async () => {
  const fake = await fakeWith("Ada", "Grace");
  fake.create({ name: "a.txt", owner: ADA, text: "a" });
  const host = driveHost(fake, {
    overrides: {
      http: async (request) => {
        const answer = await hostHttp(request);
        // After the directory has answered.
        if (request.url.includes("/users")) fake.suspendUser(GRACE);
        return answer;
      },
    },
  });
  const { context } = await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
  expect(context.logs).toContainEqual(expect.objectContaining({ level: "warn", fields: { account: GRACE } }));
});

test("scopes that the administrator has not listed stop the run with the exact list to paste [62]", async () => {
  const fake = await fakeWith("Ada");
  fake.signIn.granted.delete("drive.readonly");
  const failure = await driveHost(fake)
    .sync()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "config", message: expect.stringContaining("Domain-wide delegation") });
  expect(failure).toMatchObject({
    message: expect.stringContaining(
      "https://www.googleapis.com/auth/drive.readonly,https://www.googleapis.com/auth/drive.metadata.readonly,https://www.googleapis.com/auth/admin.directory.group.readonly,https://www.googleapis.com/auth/admin.directory.user.readonly",
    ),
  });
});

test("an access that Google has ended asks to reconnect, and names the usual reason [62]", async () => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake, { way: "oauth" });
  await host.sync();
  fake.signIn.revoke();
  await expect(host.sync()).rejects.toMatchObject({ code: "auth", message: expect.stringContaining("“Testing”") });
});

test("a clock that is wrong and an API that is switched off each say what to do", async () => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake, { overrides: { now: () => 0 } });
  const { timeUrl: _, ...advanced } = settingsOf(fake).advanced;
  const wrongClock = { ...host.context(), settings: { ...settingsOf(fake), advanced } };
  await expect(toArray(googleDrive.sync(wrongClock, null))).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("clock"),
  });
  fake.faults.add("users.list", { kind: "status", status: 403, reason: "accessNotConfigured" });
  await expect(host.sync()).rejects.toMatchObject({ code: "config", message: expect.stringContaining("Enable the Google Drive API") });
});

test("an administrator who may not list people is named as the reason", async () => {
  const fake = await fakeWith("Ada");
  const message = "Not Authorized to access this resource/api";
  fake.faults.add("users.list", { kind: "status", status: 403, reason: "forbidden", message });
  await expect(driveHost(fake).sync()).rejects.toMatchObject({ code: "config", message: expect.stringContaining("super administrator") });
});

// A stop for "reconnect" would be wrong: the next run no longer sees it.
test("a drive that goes away, or a person who is cut off, while a run reads it only ends that run", async () => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake);
  for (const [status, reason] of [
    [404, "notFound"],
    [403, "domainPolicy"],
  ] as const) {
    fake.faults.add("files.list", { kind: "status", status, reason }, { times: 1 });
    await expect(host.sync("start")).rejects.toMatchObject({ code: "unavailable" });
  }
});

test("a token that ends early is renewed once, and a second refusal asks to reconnect", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "a" });
  fake.faults.add("files.list", { kind: "status", status: 401, reason: "authError" }, { times: 1 });
  const host = driveHost(fake, { way: "oauth" });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
  fake.faults.add("files.list", { kind: "status", status: 401, reason: "authError" });
  await expect(host.sync("start")).rejects.toMatchObject({ code: "auth" });
});

test("a refresh token that is replaced with each use is kept, and renewed by one at a time", async () => {
  const fake = await fakeWith("Ada");
  fake.signIn.isRotating = true;
  fake.create({ name: "a.txt", owner: ADA, text: "a" });
  const host = driveHost(fake, { way: "oauth" });
  await host.sync();
  for (let at = 0; at < 3; at++) {
    fake.world.advance(3_600_000);
    await host.sync();
  }
  expect(fake.counts["token"]).toBe(4);
});

test("two processes that renew at once ask Google once: the second finds what the first has stored", async () => {
  const fake = await fakeWith("Ada");
  fake.signIn.isRotating = true;
  const context = driveHost(fake, { way: "oauth" }).context();
  const releases = new Map<string, () => void>();
  let turn: Promise<void> = Promise.resolve();
  const lock = async (leaseMs: number) => {
    const before = turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    turn = promise;
    await before;
    const leaseId = `lease-${releases.size}`;
    releases.set(leaseId, resolve);
    return { ...(await context.credentials.lock(leaseMs)), leaseId };
  };
  const release = async (leaseId: string) => releases.get(leaseId)?.();
  const shared = { ...context, credentials: { ...context.credentials, lock, release } };
  await Promise.all([toArray(googleDrive.sync(shared, null)), toArray(googleDrive.sync({ ...shared }, null))]);
  expect(fake.counts["token"]).toBe(1);
});

test("signing in with an account: the browser goes to Google, and the code becomes a lasting credential", async () => {
  const fake = await fakeWith("Ada");
  const settings = settingsOf(fake);
  const { clientId, clientSecret } = fake.signIn;
  const client = { way: "oauth", clientId, clientSecret };
  const codeVerifier = "v".repeat(64);
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const url = googleDrive.oauth?.authorizeUrl({ settings, client }, { redirectUri: REDIRECT, state: "state-1", codeChallenge }) ?? "";
  const allowed = `${url}&allow=${ADA}`;
  const answer = await fetch(allowed, { redirect: "manual" });
  const back = new URL(answer.headers.get("location") ?? "");
  expect(back.searchParams.get("state")).toBe("state-1");
  const context = recordingContext<typeof settings, unknown>({ settings, credential: client, http: hostHttp, now: () => fake.world.now() });
  const code = back.searchParams.get("code") ?? "";
  const credential = await googleDrive.oauth?.exchange(context, { code, redirectUri: REDIRECT, codeVerifier });
  expect(credential).toMatchObject({
    way: "oauth",
    clientId,
    email: ADA,
    refreshToken: expect.any(String),
    accessToken: expect.any(String),
  });
  await expect(googleDrive.oauth?.exchange(context, { code, redirectUri: REDIRECT, codeVerifier })).rejects.toMatchObject({ code: "auth" });
  const wrong = new URL(allowed);
  const stolen = new URL((await fetch(wrong, { redirect: "manual" })).headers.get("location") ?? "").searchParams.get("code") ?? "";
  await expect(
    googleDrive.oauth?.exchange(context, { code: stolen, redirectUri: REDIRECT, codeVerifier: "x".repeat(64) }),
  ).rejects.toMatchObject({ code: "auth" });
  const asked = new URL(url).searchParams;
  expect([asked.get("access_type"), asked.get("prompt"), asked.get("code_challenge_method")]).toEqual(["offline", "consent", "S256"]);
  expect(
    asked
      .get("scope")
      ?.split(" ")
      .map((scope) => scope.split("/").at(-1)),
  ).toEqual(["drive.readonly", "drive.metadata.readonly"]);
});

test("a service account reads what is shared with it, with the readers that it may see", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const permissions = [
    { type: "user" as const, emailAddress: fake.signIn.serviceEmail, role: "writer" as const },
    { type: "user" as const, emailAddress: GRACE },
  ];
  const folder = fake.create({ name: "Plans", owner: ADA, mimeType: FOLDER, permissions });
  fake.create({ name: "a.txt", parentId: folder, text: "a" });
  fake.create({ name: "private.txt", owner: ADA, text: "p" });
  const host = driveHost(fake, { way: "serviceAccount" });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
  for (const email of [ADA, GRACE]) expect(host.readableBy(email).size, email).toBe(1);
});

test.for<Way>(["oauth", "delegation"])("no error shows a secret (%s)", async (way) => {
  const fake = await fakeWith("Ada");
  const host = driveHost(fake, { way });
  fake.signIn.revoke();
  fake.signIn.granted.clear();
  const secrets = Object.values<unknown>(await host.context().credentials.get()).flatMap((value) =>
    typeof value === "string" && value.length > 20 && !value.endsWith(".com") ? [value] : [],
  );
  expect(secrets.length + (way === "oauth" ? 1 : 0)).toBeGreaterThan(0);
  const failure = await host.sync().catch((error: unknown) => error);
  const words = failure instanceof Error ? failure.message : "";
  expect(words).not.toBe("");
  expect([...secrets, "PRIVATE KEY", "ya29.", "1//refresh", fake.signIn.clientSecret].filter((secret) => words.includes(secret))).toEqual(
    [],
  );
});

test.for<[string, string]>([
  ["not a word of JSON", "from the first brace to the last"],
  ['{"type":"service_account","private_key":"-----BEGIN', "from the first brace to the last"],
  ['{"web":{"client_id":"1"}}', "the file of an OAuth client"],
  ['{"installed":{"client_id":"1"}}', "the file of an OAuth client"],
  ['{"type":"authorized_user","refresh_token":"1//x"}', "not the JSON key of a service account"],
  ['"text"', "from the first brace to the last"],
])("another file in the place of the key is told as what it is, with the way to the right one: %s", ([key, words]) => {
  const parsed = DriveCredential.safeParse({ way: "delegation", key, adminEmail: ADA });
  expect(parsed.error?.issues).toMatchObject([{ path: ["key"], message: expect.stringContaining(words) }]);
  expect(parsed.error?.issues[0]?.message).not.toContain("1//x");
});
