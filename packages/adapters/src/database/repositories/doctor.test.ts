import type { Fault, Finding } from "@smartypants/core";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeOnEngines, type OpenedDatabase } from "../testing/describe-on-engines.ts";
import { createDoctorRepository } from "./doctor.ts";

const BEFORE = 1000;

describeOnEngines("doctor", (open) => {
  let opened: OpenedDatabase;
  beforeEach(async () => {
    opened = await open();
    await seed(opened.handle.plain);
  });
  afterEach(() => opened.dispose());

  const doctor = () => createDoctorRepository(opened.handle);
  const run = (...statements: readonly string[]): Promise<void> => execute(opened.handle.plain, statements);

  async function findings(): Promise<Partial<Record<Fault, Finding>>> {
    const found: Partial<Record<Fault, Finding>> = {};
    await doctor().inspect(async (inspection) => {
      for (const fault of ALL) {
        const finding = await inspection.find(fault, BEFORE);
        if (finding.count > 0) found[fault] = finding;
      }
    });
    return found;
  }

  test("nothing is found where all is well", async () => {
    expect(await findings()).toEqual({});
    expect(await doctor().inspect((inspection) => inspection.integrity())).toEqual([]);
  });

  const BREAKS: readonly (readonly [Fault, string, string])[] = [
    ["item-without-document", "update sync_item set document_id = 'gone' where external_id = 'a'", "a"],
    ["document-without-item", "delete from sync_item where external_id = 'a'", "d1"],
    ["document-without-text", "delete from document_text where document_id = 'd1'", "d1"],
    ["document-without-text", "update document_text set superseded_at = 5 where document_id = 'd1'", "d1"],
    [
      "several-current-versions",
      "insert into document_text (document_id, version, part, start_offset, text) values ('d1', 2, 0, 0, 'new')",
      "d1",
    ],
    ["source-without-acl", "update source set root_acl_id = 99", "s1"],
    ["document-without-acl", "update document set acl_id = 99 where id = 'd1'", "d1"],
    ["container-without-acl", "update container set acl_id = 99", "c1"],
    ["run-counts", "update sync_run set seen = 3", "r1"],
    ["index-waiting", "insert into index_change (document_id, generation, created_at) values ('d1', 1, 999)", "d1"],
    ["dead-job", "update job set state = 'running', lease_until = 999", "1"],
    ["quarantined-job", "update job set state = 'quarantined'", "1"],
    ["failed-job", "update job set state = 'failed'", "1"],
  ];

  test.each(BREAKS)("%s: %s", async (fault, statement, id) => {
    await run(statement);
    expect(await findings()).toEqual({ [fault]: { count: 1, examples: [id] } });
  });

  test("a document of no source is found, and so is its ledger row", async () => {
    await run("update document set source_id = 'gone' where id = 'd1'");
    expect(await findings()).toMatchObject({ "document-without-source": { count: 1, examples: ["d1"] } });
  });

  // Guards against alarms about work that is under way.
  test("a source that is being erased, a run that goes on, fresh work and a living job are no faults", async () => {
    await run(
      "update source set state = 'deleting'",
      "delete from sync_item where external_id = 'a'",
      "update sync_run set seen = 3, finished_at = null",
      "insert into index_change (document_id, generation, created_at) values ('d1', 1, 1000), ('d2', 1, 0)",
      "update job set state = 'running', lease_until = 1000",
    );
    expect(await findings()).toEqual({});
  });

  test("at most five examples are named, and all are counted", async () => {
    for (let index = 0; index < 7; index++) {
      await run(`insert into sync_item (source_id, external_id, state, updated_at) values ('s1', 'x${index}', 'indexed', 0)`);
    }
    expect(await findings()).toEqual({ "item-without-document": { count: 7, examples: ["x0", "x1", "x2", "x3", "x4"] } });
  });

  test("documents are paged by id, and found by their place", async () => {
    await doctor().inspect(async (inspection) => {
      expect(await inspection.countDocuments()).toBe(2);
      expect(await inspection.documentIds("", 1)).toEqual(["d1"]);
      expect(await inspection.documentIds("d1", 9)).toEqual(["d2"]);
      expect(await inspection.documentIdAt(1)).toBe("d2");
      expect(await inspection.documentIdAt(2)).toBeNull();
    });
  });

  test("a stored version is read whole: its parts in order, its passages in order", async () => {
    await run("insert into document_text (document_id, version, part, start_offset, text) values ('d1', 1, 1, 8, ' Three.')");
    await doctor().inspect(async (inspection) => {
      expect(await inspection.storedVersion("d1")).toEqual({
        version: 1,
        pipelineVersion: "1/x",
        textHash: "th",
        text: "One two. Three.",
        chunks: [
          { start: 0, end: 3, headingPath: ["Leave", "Pay"], header: null, hash: "h1" },
          { start: 4, end: 8, headingPath: [], header: "a | b", hash: "h2" },
        ],
      });
      expect(await inspection.storedVersion("gone")).toBeNull();
    });
  });

  test("passages of the indexed version are what the indexes should have; others are waiting or stale", async () => {
    await run(
      "insert into chunk (id, document_id, version, ordinal, start_offset, end_offset, kind, heading_path, hash) values (77, 'd2', 2, 0, 0, 1, 'prose', '[]', 'h')",
      "insert into chunk (id, document_id, version, ordinal, start_offset, end_offset, kind, heading_path, hash) values (78, 'd1', 2, 0, 0, 1, 'prose', '[]', 'h')",
      "insert into index_change (document_id, generation, created_at) values ('d2', 1, 5)",
    );
    await doctor().inspect(async (inspection) => {
      expect(await inspection.indexedChunkIds(0, 9)).toEqual([1, 2, 3]);
      expect(await inspection.indexedChunkIds(1, 1)).toEqual([2]);
      const states = await inspection.chunkStates([1, 3, 77, 78, 79]);
      expect([...states].toSorted(([one], [other]) => one - other)).toEqual([
        [1, "indexed"],
        [3, "waiting"],
        [77, "waiting"],
        [78, "stale"],
      ]);
      expect(await inspection.countWaiting()).toBe(1);
    });
  });
});

const ALL: readonly Fault[] = [
  "item-without-document",
  "document-without-item",
  "document-without-text",
  "several-current-versions",
  "document-without-source",
  "document-without-acl",
  "container-without-acl",
  "source-without-acl",
  "run-counts",
  "index-waiting",
  "dead-job",
  "quarantined-job",
  "failed-job",
];

async function execute(plain: Kysely<never>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(plain);
}

const DOCUMENT =
  "title, url, mime_type, kind, language, updated_at, change_key, text_hash, indexed_version, version, pipeline_version, acl_id";

/** A source with a folder, two documents in it, one run, one job: nothing is wrong. */
async function seed(plain: Kysely<never>): Promise<void> {
  const values = "'t', '', 'text/plain', 'text', 'en', 0, 'k', 'th', 1, 1, '1/x', 1, 0, '{}', 0, 0";
  await execute(plain, [
    "insert into acl (id, source_id) values (1, 's1')",
    "insert into source (id, connector, name, settings, access, state, root_acl_id, created_by, created_at, updated_at) values ('s1', 'folder', 'S', '{}', '{}', 'active', 1, 'u', 0, 0)",
    "insert into container (id, source_id, external_id, title, acl_id, source_acl) values ('c1', 's1', 'c', 'C', 1, '{}')",
    `insert into document (id, source_id, external_id, ${DOCUMENT}, acl_inherits, source_acl, first_seen_at, synced_at) values ('d1', 's1', 'a', ${values})`,
    `insert into document (id, source_id, external_id, ${DOCUMENT}, acl_inherits, source_acl, first_seen_at, synced_at) values ('d2', 's1', 'b', ${values})`,
    "insert into document_text (document_id, version, part, start_offset, text) values ('d1', 1, 0, 0, 'One two.'), ('d2', 1, 0, 0, 'Five.')",
    `insert into chunk (id, document_id, version, ordinal, start_offset, end_offset, kind, heading_path, header, hash) values
      (2, 'd1', 1, 1, 4, 8, 'prose', '[]', 'a | b', 'h2'), (1, 'd1', 1, 0, 0, 3, 'prose', '["Leave","Pay"]', null, 'h1'), (3, 'd2', 1, 0, 0, 5, 'prose', '[]', null, 'h3')`,
    "insert into sync_item (source_id, external_id, document_id, state, updated_at) values ('s1', 'a', 'd1', 'indexed', 0), ('s1', 'b', 'd2', 'failed', 0)",
    "insert into sync_run (id, source_id, state, trigger, seen, indexed, failed, created_at, finished_at) values ('r1', 's1', 'partial', 'manual', 2, 1, 1, 0, 1)",
    "insert into job (id, task, payload, state, priority, run_at, max_attempts, created_at) values (1, 'x', '{}', 'waiting', 0, 0, 5, 0)",
  ]);
}
