import type { SurveyOp } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { driveHost, titlesIn } from "./__fixtures__/drive-host.ts";
import { ADA, fakeWith, FOLDER, GRACE } from "./__fixtures__/fake-with.ts";
import type { DriveFake } from "./fake/index.ts";
import { googleDrive } from "./google-drive-connector.ts";

async function company() {
  const fake = await fakeWith("Ada", "Grace");
  const plans = fake.create({ name: "Plans", owner: ADA, mimeType: FOLDER });
  const old = fake.create({ name: "Old", parentId: plans, mimeType: FOLDER });
  fake.create({ name: "a.txt", parentId: plans, text: "alpha" });
  fake.create({ name: "b.log", parentId: plans, text: "beta" });
  fake.create({ name: "c.txt", parentId: old, text: "gamma" });
  fake.create({ name: "large.txt", owner: GRACE, text: "x".repeat(3000) });
  fake.create({ name: "film.mp4", owner: GRACE, mimeType: "video/mp4", text: "moving" });
  const drive = fake.addDrive("Team", [{ type: "user", emailAddress: GRACE, role: "organizer" }]);
  fake.create({ name: "d.txt", parentId: drive, text: "delta" });
  return { fake, plans, old };
}

async function survey(fake: DriveFake, settings: object = {}) {
  const host = driveHost(fake, { settings });
  const ops: SurveyOp[] = [];
  for await (const op of googleDrive.survey?.(host.context(), { isCounted: true }) ?? []) ops.push(op);
  await host.sync();
  return {
    files: Object.fromEntries(ops.flatMap((op) => (op.op === "item" ? [[op.title, op.isIn ? (op.skip ?? "in") : op.why]] : []))),
    folders: Object.fromEntries(ops.flatMap((op) => (op.op === "container" ? [[op.title, op.isIn ? "in" : op.why]] : []))),
    notes: ops.flatMap((op) => (op.op === "note" ? [`${op.setting}: ${op.message}`] : [])),
    counted: ops
      .flatMap((op) => (op.op === "item" && op.isIn && op.skip === undefined ? [op.title.split("/").at(-1) ?? ""] : []))
      .toSorted(),
    stored: titlesIn(host.state),
    end: ops.at(-1),
  };
}

test("each folder and file is told with why it is left out, and what is counted is what a sync stores", async () => {
  const { fake, old } = await company();
  const seen = await survey(fake, { excludeFolders: [old], exclude: ["*.log"], maxFileSizeMb: 0.002 });
  expect(seen.files).toEqual({
    "Plans/a.txt": "in",
    "Plans/b.log": "left out by a pattern",
    "Plans/Old/c.txt": "its folder is left out",
    "large.txt": "too_large",
    "film.mp4": "unsupported",
    "d.txt": "in",
  });
  expect(seen.folders).toMatchObject({ Plans: "in", "Plans/Old": "a folder to leave out", Team: "in" });
  expect(seen.counted).toEqual(seen.stored);
  expect(seen.end).toEqual({ op: "end", isAbout: false, isPartial: false });
});

test("with chosen folders everything else is left out; one that nobody sees, and an odd pattern, are named", async () => {
  const { fake, plans } = await company();
  const seen = await survey(fake, { folders: [plans, "folder-of-nobody"], exclude: ["{x"] });
  expect(seen.counted).toEqual(["a.txt", "b.log", "c.txt"]);
  expect(seen.counted).toEqual(seen.stored);
  expect(seen.folders).toMatchObject({ Plans: "in", "Plans/Old": "in", Team: "not in the chosen folders" });
  expect(seen.notes).toEqual([
    "exclude: In “{x” the bracket { has no partner, so it stands for itself. Complete it, or remove it.",
    "folders: The folder folder-of-nobody cannot be seen by any account of this source.",
  ]);
});
