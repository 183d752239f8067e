import type { CheckResult } from "@smartypants/sdk";
import { expect, onTestFinished, test } from "vitest";
import { tempFolder } from "./__fixtures__/temp-folder.ts";
import { createFolder } from "./folder-connector.ts";

async function check(files: Readonly<Record<string, string>>, settings: object = {}, broken: readonly string[] = []) {
  const temp = await tempFolder(files);
  onTestFinished(() => temp.remove());
  for (const id of broken) temp.broken.add(id);
  const results: CheckResult[] = [];
  for await (const result of createFolder(temp.fs).check(temp.context(settings))) results.push(result);
  return results;
}

const statuses = (results: readonly CheckResult[]) => results.map(({ id, status }) => `${id}: ${status}`);

test("a healthy folder is all right, and names some of its files", async () => {
  const results = await check({ "a.txt": "a", "b.txt": "b", "c.txt": "c", "in/d.txt": "d" });
  expect(statuses(results)).toEqual(["folder_exists: ok", "folder_readable: ok", "files_found: ok"]);
  expect(results[2]?.title).toBe("4 files found, for example a.txt, b.txt, c.txt");
});

test("a missing folder fails with what to do, and the rest is skipped", async () => {
  const results = await check({}, { path: "/no/such/folder" });
  expect(statuses(results)).toEqual(["folder_exists: failed", "folder_readable: skipped", "files_found: skipped"]);
  expect(results[0]?.remediation).toBe("/no/such/folder does not exist; check the path.");
});

test("a folder that cannot be listed fails as not readable", async () => {
  const results = await check({ "a.txt": "a" }, {}, [""]);
  expect(statuses(results)).toEqual(["folder_exists: ok", "folder_readable: failed", "files_found: skipped"]);
  expect(results[1]?.remediation).toContain("read access");
});

test("an empty folder and patterns that match nothing fail without being required, each with its own advice", async () => {
  const empty = await check({});
  expect(empty[2]).toMatchObject({ status: "failed", required: false, remediation: expect.stringContaining("mounted") });
  const narrow = await check({ "a.txt": "a" }, { include: ["*.pdf"] });
  expect(narrow[2]).toMatchObject({ status: "failed", required: false, remediation: expect.stringContaining("patterns") });
});

test("a large folder is not walked to its end", async () => {
  const results = await check(Object.fromEntries(Array.from({ length: 1100 }, (_, at) => [`${at}.txt`, "x"])));
  expect(results[2]?.title).toMatch(/^At least 1000 files found/);
});
