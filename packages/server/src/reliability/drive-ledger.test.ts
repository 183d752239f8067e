import { googleDrive } from "@smartypants/connector-google-drive";
import { startDriveFake } from "@smartypants/connector-google-drive/fake";
import { expect, onTestFinished, test } from "vitest";
import { openEngine } from "../testing/open-engine.ts";
import { connect } from "../testing/random-changes.ts";

const FILES = 6500;
const FOLDERS = 65;
const MB = 1024 ** 2;

// What other products lost without a word: the ledger accounts for each file, and another run asks again for those alone that failed.
test("of 6,500 files, 5 % throttled, 1 % corrupt and 1 % too large, the ledger lists exactly those", { timeout: 600_000 }, async () => {
  const fake = await startDriveFake();
  onTestFinished(() => fake.close());
  const engine = await openEngine({ connectors: [googleDrive], skipsPauses: true });
  onTestFinished(() => engine.close());
  const ada = fake.addUser("Ada");
  const drive = fake.addDrive("Team", [{ type: "user", emailAddress: ada, role: "organizer" }]);
  const folders = Array.from({ length: FOLDERS }, (_, at) =>
    fake.create({ name: `Folder ${at}`, parentId: drive, mimeType: "application/vnd.google-apps.folder" }),
  );
  const ids = Array.from({ length: FILES }, (_, at) => {
    const parentId = folders[at % FOLDERS] ?? drive;
    // Cut off in the middle, as a failed upload leaves them.
    if (at % 100 === 7)
      return fake.create({ name: `${at}.pdf`, parentId, mimeType: "application/pdf", text: "%PDF-1.7\n1 0 obj\n<< /Type" });
    if (at % 100 === 42) return fake.create({ name: `${at}.txt`, parentId, content: { kind: "huge", sizeBytes: 60 * MB } });
    return fake.create({ name: `${at}.txt`, parentId, text: `This is the text of file number ${at}.` });
  });
  const chosen = (rest: number) => ids.filter((_, at) => at % 100 === rest).toSorted();
  const [corrupt, tooLarge] = [chosen(7), chosen(42)];
  fake.faults.scatter(1, 0.05, [
    { kind: "status", status: 403, reason: "userRateLimitExceeded" },
    { kind: "status", status: 429, retryAfter: "1" },
  ]);
  const credential = { way: "delegation", key: fake.signIn.keyFile, adminEmail: ada };
  const sourceId = await connect(engine, {
    connector: googleDrive,
    settings: { advanced: fake.advanced },
    credential,
  });

  const run = await engine.sync(sourceId);
  expect(fake.faults.count(), "so many were throttled").toBeGreaterThan(FILES * 0.04);
  const ledger = Object.entries(await engine.ledger(sourceId));
  const inState = (state: string) => ledger.filter(([, row]) => row.state === state).map(([id]) => id);
  expect(inState("failed").toSorted()).toEqual(corrupt);
  expect(new Set(ledger.flatMap(([, { state, reason }]) => (state === "failed" ? [reason === null] : [])))).toEqual(new Set([false]));
  expect(inState("skipped").toSorted()).toEqual(tooLarge);
  expect(new Set(ledger.flatMap(([, { state, reasonCode }]) => (state === "skipped" ? [reasonCode] : [])))).toEqual(new Set(["too_large"]));
  const indexed = FILES - corrupt.length - tooLarge.length;
  expect(run).toMatchObject({
    state: "partial",
    counts: { seen: FILES, indexed, failed: corrupt.length, skipped: tooLarge.length, unchanged: 0, deleted: 0 },
  });
  expect(ledger.length).toBe(FILES);
  expect(await engine.ports.database.sources.counts(sourceId)).toMatchObject({
    documents: indexed,
    failed: corrupt.length,
    skipped: tooLarge.length,
  });

  fake.faults.clear();
  fake.resetCounts();
  // A sync by the list of changes leaves them to the retries; one that lists everything sees all of them again.
  fake.expireTokens();
  const embedded = engine.embedded();
  await engine.sync(sourceId);
  expect(fake.counts["files.download"], "downloads of the next run").toBe(corrupt.length);
  expect(engine.embedded(), "texts embedded by it").toBe(embedded);
  const again = Object.entries(await engine.ledger(sourceId)).filter(([, { state }]) => state === "failed");
  expect(again.map(([id]) => id).toSorted()).toEqual(corrupt);
  expect(Math.min(...again.map(([, { attempts }]) => attempts))).toBeGreaterThan(1);
});
