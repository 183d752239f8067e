import { EMPTY_STATE } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { company, DAY_MS, HOUR_MS } from "./__fixtures__/company.ts";
import { contextFor, syncOnce } from "./__fixtures__/fake-host.ts";
import { slack } from "./slack-connector.ts";

async function withFile(file: Partial<Parameters<Awaited<ReturnType<typeof company>>["fake"]["change"]["addFile"]>[1]> = {}) {
  const made = await company();
  const { fake, general, ada } = made;
  const added = fake.change.addFile(fake.world, { name: "plan.txt", user: ada, content: "The plan", ...file });
  const ts = made.say(general, "See the plan", { files: [added.id], at: fake.world.now - 2 * HOUR_MS });
  return { ...made, file: added, ts, fileId: `${general}/${added.id}` };
}

test("19: a sign-in page in the place of a file is told as a missing scope, and is not indexed", async () => {
  const { fake, fileId } = await withFile();
  fake.world.tokens.get(fake.credential.botToken)?.scopes.delete("files:read");
  const { state, ops, context } = await syncOnce(fake);
  expect(state.documents.size).toBe(1);
  expect(context.stored.size).toBe(0);
  expect(ops).toContainEqual({
    op: "error",
    error: expect.objectContaining({
      ref: fileId,
      code: "forbidden",
      message: expect.stringContaining("files:read"),
      remediation: expect.any(String),
    }),
  });
});

test("an HTML file that somebody shared is read, for it has the size that Slack tells", async () => {
  const { fake, fileId } = await withFile({ name: "page.html", mimetype: "text/html", content: "<p>Page</p>" });
  expect((await syncOnce(fake)).state.documents.has(fileId)).toBe(true);
});

test("a file is a document of its own, in its channel, with a link that opens it", async () => {
  const { fake, fileId, general } = await withFile();
  const { state, context } = await syncOnce(fake);
  expect(state.documents.get(fileId)).toMatchObject({
    title: "plan.txt",
    containerId: `T0001/${general}`,
    authors: ["Ada"],
    acl: { mode: "inherit" },
  });
  expect(new TextDecoder().decode([...context.stored.values()][0])).toBe("The plan");
});

test("a reply in a thread downloads its files again only when they changed", async () => {
  const { fake, ts, general, reply, file, fileId } = await withFile();
  reply(general, ts, "Thanks");
  const first = await syncOnce(fake);
  fake.advance(HOUR_MS);
  reply(general, ts, "And done");
  fake.resetCalls();
  const second = await syncOnce(fake, first.state);
  expect(fake.count("files")).toBe(0);
  expect(second.state.documents.has(fileId)).toBe(true);
  fake.change.editFile(fake.world, file.id, "A better plan");
  fake.advance(HOUR_MS);
  const third = await syncOnce(fake, second.state, { isFull: true });
  expect(fake.count("files")).toBe(1);
  expect(new TextDecoder().decode([...third.context.stored.values()][0])).toBe("A better plan");
});

test("a deleted file goes, and so do the files of a deleted message", async () => {
  const { fake, ts, general, file, fileId, say } = await withFile();
  const first = await syncOnce(fake);
  const second = fake.change.addFile(fake.world, { name: "b.txt", user: "U1", content: "b" });
  const other = say(general, "More", { files: [second.id] });
  fake.advance(HOUR_MS);
  const both = await syncOnce(fake, first.state);
  fake.change.removeFile(fake.world, file.id);
  fake.change.remove(fake.world, general, other);
  fake.advance(HOUR_MS);
  const { state } = await syncOnce(fake, both.state);
  expect([...state.documents.keys()]).toEqual([`${general}/${ts}`]);
  expect([...both.state.documents.keys()]).toContain(fileId);
});

test("too large, a picture, a link to elsewhere, hidden by the plan: each says so or is left out, and costs no message", async () => {
  const { fake, general, ada, say } = await company();
  const add = (options: object) => fake.change.addFile(fake.world, { name: "x.txt", user: ada, content: "x".repeat(2000), ...options }).id;
  const large = add({});
  const files = [large, add({ mimetype: "image/png" }), add({ mode: "external" }), add({ mode: "hidden_by_limit" })];
  say(general, "Files", { files });
  const { state } = await syncOnce(fake, EMPTY_STATE, { settings: { files: { maxSizeMb: 0.001 } } });
  expect(state.documents.size).toBe(1);
  expect([...state.skipped]).toEqual([[`${general}/${large}`, "too_large"]]);
  expect(fake.count("files")).toBe(0);
});

test("what the plan hides stays as it was read", async () => {
  const { fake, file, fileId } = await withFile();
  const first = await syncOnce(fake);
  file.mode = "hidden_by_limit";
  fake.advance(DAY_MS);
  expect((await syncOnce(fake, first.state)).state.documents.has(fileId)).toBe(true);
});

test("a file of another workspace is described by a question of its own", async () => {
  const { fake, fileId } = await withFile({ isStub: true });
  const { state } = await syncOnce(fake);
  // The description alone is a stub; files.info tells the rest.
  expect(fake.count("files.info")).toBe(1);
  expect(state.documents.has(fileId)).toBe(true);
});

test("a download that breaks is tried again; one that stays broken is an error of the file alone", async () => {
  const { fake, fileId } = await withFile();
  fake.faults.add("files", { kind: "reset" });
  expect((await syncOnce(fake)).state.documents.has(fileId)).toBe(true);
  fake.faults.add("files", { kind: "reset" }, { times: 10 });
  const { state } = await syncOnce(fake);
  expect(state.failed.get(fileId)).toMatchObject({ code: "network", retryable: true });
  expect(state.documents.size).toBe(1);
});

test("files are not read when the operator says so", async () => {
  const { fake, fileId } = await withFile();
  const { state } = await syncOnce(fake, EMPTY_STATE, { settings: { files: { enabled: false } } });
  expect(state.documents.has(fileId)).toBe(false);
  expect(state.documents.size).toBe(1);
});

test("fetchOne of a file gives null when it is no longer shared in the channel", async () => {
  const { fake, general, ts, fileId } = await withFile();
  expect(await slack.fetchOne?.(contextFor(fake), { id: fileId })).toMatchObject({ id: fileId });
  fake.change.remove(fake.world, general, ts);
  expect(await slack.fetchOne?.(contextFor(fake), { id: fileId })).toBeNull();
});
