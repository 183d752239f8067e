import { expect, test } from "vitest";
import { driveHost, story, textOf, titlesIn } from "./__fixtures__/drive-host.ts";
import { ADA, DOCUMENT, fakeWith, FOLDER, GRACE, SHEET, SLIDES } from "./__fixtures__/fake-with.ts";
import { hostHttp } from "./__fixtures__/host-http.ts";
import { googleDrive } from "./google-drive-connector.ts";

test("a first sync stores everybody's files with their readers, and a second one reads nothing again", async () => {
  const fake = await fakeWith("Ada", "Grace");
  const folder = fake.create({ name: "Plans", owner: ADA, mimeType: FOLDER });
  fake.create({ name: "a.txt", parentId: folder, text: "alpha" });
  fake.create({ name: "b.txt", owner: GRACE, text: "beta", permissions: [{ type: "user", emailAddress: ADA }] });
  const shared = fake.addDrive("Team", [{ type: "user", emailAddress: GRACE, role: "organizer" }]);
  fake.create({ name: "c.txt", parentId: shared, text: "gamma" });
  const host = driveHost(fake);
  const first = await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt", "b.txt", "c.txt"]);
  expect(first.context.stored.size).toBe(3);
  for (const email of [ADA, GRACE]) expect(host.readableBy(email), email).toEqual(fake.filesOf(email));
  const second = await host.sync("start");
  expect(second.context.stored.size).toBe(0);
  const third = await host.sync();
  expect(story(third.ops)).toEqual([]);
  expect(third.ops.at(-1)).toEqual({ op: "done", listed: "changes" });
});

test("documents have their place, link, authors and times", async () => {
  const fake = await fakeWith("Ada");
  const folder = fake.create({ name: "Plans/2026", owner: ADA, mimeType: FOLDER });
  const id = fake.create({ name: "a.txt", parentId: folder, text: "alpha" });
  const host = driveHost(fake);
  await host.sync();
  const { modifiedTime } = fake.world.files.get(id) ?? {};
  expect(host.state.documents.get(id)).toMatchObject({
    title: "a.txt",
    path: "Plans\u22152026/a.txt",
    url: `https://drive.google.com/file/d/${id}/view?usp=drivesdk`,
    authors: ["Ada"],
    containerId: folder,
    updatedAt: modifiedTime,
    acl: { mode: "inherit" },
  });
  expect(host.state.containers.get(folder)).toMatchObject({ title: "Plans/2026", parentId: fake.world.users.get(ADA)?.rootId });
});

test("sheets are exported with every tab, documents with headings, presentations with every slide [56]", async () => {
  const fake = await fakeWith("Ada");
  const tabs = ["one", "two", "three"].map((name) => ({ name, rows: [[`cell of ${name}`]] }));
  const sheet = fake.create({ name: "Budget", owner: ADA, mimeType: SHEET, content: { kind: "sheet", tabs } });
  const document = fake.create({ name: "Minutes", owner: ADA, mimeType: DOCUMENT, text: "# Agenda\nWords" });
  const slides = fake.create({ name: "Talk", owner: ADA, mimeType: SLIDES, content: { kind: "slides", slides: ["one", "two"] } });
  const host = driveHost(fake);
  const { context } = await host.sync();
  expect(textOf(context, host.state, sheet)).toContain("cell of three");
  expect(textOf(context, host.state, document)).toContain("Heading1");
  expect(textOf(context, host.state, slides)).toContain("<a:t>two</a:t>");
  const filenames = [...host.state.documents.values()].flatMap(({ sections }) =>
    sections.map((part) => (part.kind === "blob" ? part.filename : "")),
  );
  expect(filenames.toSorted()).toEqual(["Budget.xlsx", "Minutes.docx", "Talk.pptx"]);
});

test("what cannot be read is skipped by its metadata: kinds without text, too large, empty, not to be downloaded", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "film.mp4", owner: ADA, mimeType: "video/mp4", text: "film" });
  fake.create({ name: "Form", owner: ADA, mimeType: "application/vnd.google-apps.form", content: { kind: "none" } });
  fake.create({ name: "huge.bin", owner: ADA, mimeType: "application/octet-stream", content: { kind: "huge", sizeBytes: 2 * 1024 ** 3 } });
  fake.create({ name: "empty.txt", owner: ADA });
  fake.create({ name: "locked.pdf", owner: ADA, mimeType: "application/pdf", text: "%PDF", canDownload: false });
  const host = driveHost(fake);
  const { ops } = await host.sync();
  expect(story(ops).toSorted()).toEqual([
    "skip Form: unsupported",
    "skip empty.txt: empty",
    "skip film.mp4: unsupported",
    "skip huge.bin: too_large",
    "skip locked.pdf: not_downloadable",
  ]);
  expect(fake.counts["files.download"], "downloads").toBeUndefined();
});

// Onyx and others lost whole workers to such files.
test("a file that claims to be small and sends gigabytes is cut off at the limit, and its size never reaches memory [55]", async () => {
  const fake = await fakeWith("Ada");
  fake.create({
    name: "liar.bin",
    owner: ADA,
    mimeType: "application/octet-stream",
    content: { kind: "huge", sizeBytes: 2 * 1024 ** 3, told: 1000 },
  });
  const host = driveHost(fake, { settings: { maxFileSizeMb: 8 } });
  const before = process.memoryUsage().rss;
  const { ops, context } = await host.sync();
  expect(story(ops)).toEqual(["skip liar.bin: too_large"]);
  expect(context.stored.size).toBe(0);
  expect(process.memoryUsage().rss - before, "growth of memory").toBeLessThan(300 * 1024 ** 2);
});

test("a document too large for Google's export comes by its link, else as text, else is named with its own reason [53]", async () => {
  const fake = await fakeWith("Ada");
  const paragraphs = ["Long words."];
  const byLink = fake.create({
    name: "By link",
    owner: ADA,
    mimeType: DOCUMENT,
    content: { kind: "document", paragraphs, exceedsExport: "office" },
  });
  const never = fake.create({
    name: "Never",
    owner: ADA,
    mimeType: DOCUMENT,
    content: { kind: "document", paragraphs, exceedsExport: "all" },
  });
  const host = driveHost(fake);
  const { ops, context } = await host.sync();
  expect(textOf(context, host.state, byLink)).toContain("Long words.");
  expect(story(ops)).toContain(`error ${never}: export_limit`);
  expect(host.state.failed.get(never)?.message).toContain("10 MB");
});

test("a document of which an export link sends hundreds of megabytes is cut off at the limit [55]", async () => {
  const fake = await fakeWith("Ada");
  const content = { kind: "document", paragraphs: ["Long words."], exceedsExport: "office", linkSizeBytes: 200 * 1024 ** 2 } as const;
  fake.create({ name: "Endless", owner: ADA, mimeType: DOCUMENT, content });
  fake.create({ name: "good.txt", owner: ADA, text: "good" });
  const host = driveHost(fake, { settings: { maxFileSizeMb: 8 } });
  const before = process.memoryUsage().rss;
  const { ops, context } = await host.sync();
  expect(story(ops)).toEqual(["skip Endless: too_large", "upsert good.txt"]);
  expect(context.stored.size).toBe(1);
  expect(process.memoryUsage().rss - before, "growth of memory").toBeLessThan(100 * 1024 ** 2);
});

test("files whose link Google leaves out get one that is made from their id; an entry without an id is passed over [58]", async () => {
  const fake = await fakeWith("Ada");
  const file = fake.create({ name: "a.txt", owner: ADA, text: "a" });
  const document = fake.create({ name: "Plan", owner: ADA, mimeType: DOCUMENT, text: "Plan" });
  const sheet = fake.create({ name: "Budget", owner: ADA, mimeType: SHEET, content: { kind: "sheet", tabs: [] } });
  const nameless = fake.create({ name: "nameless.txt", owner: ADA, text: "nobody can ask for it" });
  fake.onAnswer = (route, json) => {
    if (route !== "files.list") return;
    for (const each of (json as { readonly files: { id?: string; webViewLink?: string }[] }).files) {
      delete each.webViewLink;
      if (each.id === nameless) delete each.id;
    }
  };
  const host = driveHost(fake);
  await host.sync();
  const links = [...host.state.documents.values()].map(({ id, url }) => [id, url]);
  expect(Object.fromEntries(links)).toEqual({
    [file]: `https://drive.google.com/file/d/${file}/view`,
    [document]: `https://docs.google.com/document/d/${document}/edit`,
    [sheet]: `https://docs.google.com/spreadsheets/d/${sheet}/edit`,
  });
  for (const [id, url] of links) expect(googleDrive.resolveUrl?.(url ?? "", host.context().settings)).toEqual([{ id }]);
  expect([...host.state.failed, ...host.state.skipped]).toEqual([]);
});

test("an access that ends while files are downloaded stops the run: it is no fault of a file, and removes nothing", async () => {
  const fake = await fakeWith("Ada");
  const ids = ["a.txt", "b.txt", "c.txt"].map((name) => fake.create({ name, owner: ADA, text: name }));
  const host = driveHost(fake, { way: "oauth" });
  await host.sync();
  for (const id of ids) fake.edit(id, "newer");
  // At the first download; the list before it still came.
  fake.faults.add("files.download", { kind: "status", status: 401, reason: "authError" });
  await expect(host.sync("start")).rejects.toMatchObject({ code: "auth" });
  expect([...host.state.failed]).toEqual([]);
  expect(titlesIn(host.state)).toEqual(["a.txt", "b.txt", "c.txt"]);
});

test.for<[string, string]>([
  ["insufficientFilePermissions", "forbidden"],
  ["fileNotDownloadable", "unsupported"],
  ["cannotDownloadAbusiveFile", "forbidden"],
  ["cannotDownloadFile", "forbidden"],
  ["downloadQuotaExceeded", "rate_limited"],
  ["somethingNew", "forbidden"],
])("403 %s is that file's own error, is not asked again, and the run goes on [53]", async ([reason, code]) => {
  const fake = await fakeWith("Ada");
  const bad = fake.create({ name: "bad.txt", owner: ADA, text: "bad" });
  fake.create({ name: "good.txt", owner: ADA, text: "good" });
  fake.refuse(bad, reason);
  const host = driveHost(fake);
  const { ops } = await host.sync();
  expect(story(ops)).toEqual([`error ${bad}: ${code}`, "upsert good.txt"]);
  expect(fake.counts["files.download"], "requests for content").toBe(2);
});

test.for(["userRateLimitExceeded", "rateLimitExceeded"])("403 %s is waited out, wherever it comes [53]", async (reason) => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  for (const route of ["files.list", "files.download", "users.list", "changes.getStartPageToken"])
    fake.faults.add(route, { kind: "status", status: 403, reason }, { times: 2 });
  const host = driveHost(fake);
  const { context } = await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt"]);
  expect(context.slowDowns.map(({ limit }) => limit).toSorted()).toEqual([
    "directory",
    "directory",
    "download",
    "download",
    "list",
    "list",
    "read",
    "read",
  ]);
});

test("when Google goes on asking for patience the run ends as rate limited, and removes nothing", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  const host = driveHost(fake);
  await host.sync();
  fake.faults.add("files.list", { kind: "status", status: 403, reason: "userRateLimitExceeded" });
  await expect(host.sync("start")).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
  fake.faults.clear();
  fake.faults.add("files.list", { kind: "status", status: 403, reason: "dailyLimitExceeded" });
  await expect(host.sync("start")).rejects.toMatchObject({ code: "rate_limited", message: expect.stringContaining("quota") });
});

test("429 with, without and with an odd Retry-After, 500, a broken connection and empty pages change nothing", async () => {
  const fake = await fakeWith("Ada");
  for (let at = 0; at < 30; at++) fake.create({ name: `${at}.txt`, owner: ADA, text: `text ${at} ${"x".repeat(200)}` });
  fake.faults.scatter(7, 0.3, [
    { kind: "status", status: 429, retryAfter: "2" },
    { kind: "status", status: 429 },
    { kind: "status", status: 429, retryAfter: "soon" },
    { kind: "status", status: 500 },
    { kind: "reset", afterBytes: 40 },
  ]);
  fake.faults.add("files.list", { kind: "emptyPage" }, { times: 3 });
  const host = driveHost(fake);
  await host.sync();
  expect(host.state.documents.size).toBe(30);
  expect(fake.faults.count()).toBeGreaterThan(10);
  fake.faults.clear();
  expect(host.readableBy(ADA)).toEqual(fake.filesOf(ADA));
});

test("a download that breaks off goes on where it stopped", async () => {
  const fake = await fakeWith("Ada");
  const id = fake.create({ name: "a.txt", owner: ADA, text: "0123456789".repeat(1000) });
  fake.faults.add("files.download", { kind: "reset", afterBytes: 4000 }, { times: 1 });
  const host = driveHost(fake);
  const { context } = await host.sync();
  expect(textOf(context, host.state, id)).toBe("0123456789".repeat(1000));
  expect(context.requests.filter(({ headers }) => headers?.["range"] !== undefined).map(({ headers }) => headers?.["range"])).toEqual([
    "bytes=4000-",
  ]);
});

// A list that Google itself calls incomplete looks like one from which files have gone.
test("an incomplete search removes nothing, and everything is listed again next time", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  const host = driveHost(fake);
  fake.faults.add("files.list", { kind: "incomplete" }, { times: 1 });
  const { ops } = await host.sync();
  expect(ops.at(-1)).toEqual({ op: "done", listed: "partial" });
  const again = await host.sync();
  expect(again.ops.at(-1)).toEqual({ op: "done", listed: "everything" });
});

test("page tokens that end in the middle of a list begin it again, and nothing is shown twice [50]", async () => {
  const fake = await fakeWith("Ada");
  for (let at = 0; at < 1500; at++) fake.create({ name: `${at}.txt`, owner: ADA, text: `text ${at}` });
  fake.faults.add(
    "files.list",
    { kind: "status", status: 400, reason: "invalid", message: "Invalid Value" },
    { times: 1, containing: "pageToken" },
  );
  const host = driveHost(fake);
  await host.sync();
  expect(host.state.documents.size).toBe(1500);
});

test("an upload that bears an old date is found [38]", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  const host = driveHost(fake);
  await host.sync();
  fake.create({ name: "old.txt", owner: ADA, text: "old", modifiedTime: Date.UTC(2019, 3, 1) });
  await host.sync();
  expect(titlesIn(host.state)).toEqual(["a.txt", "old.txt"]);
});

test("a file that vanishes between the list and its download is no error", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  fake.faults.add("files.download", { kind: "status", status: 404, reason: "notFound" }, { times: 1 });
  const host = driveHost(fake);
  const { ops } = await host.sync();
  expect(story(ops)).toEqual([]);
});

// Such a page looks like a list without anything in it, and would remove the whole source.
test("a page of a proxy in the place of a list ends the run, and removes nothing", async () => {
  const fake = await fakeWith("Ada");
  fake.create({ name: "a.txt", owner: ADA, text: "alpha" });
  const page = { status: 200, headers: { "content-type": "text/html" } };
  const http: typeof hostHttp = (request) =>
    request.url.includes("/files?")
      ? Promise.resolve({ ...page, body: new Blob(["<html>Please sign in</html>"]).stream() })
      : hostHttp(request);
  const host = driveHost(fake, { overrides: { http } });
  await expect(host.sync()).rejects.toMatchObject({ code: "unavailable" });
});
