import { expect } from "vitest";
import type { Acl } from "../acl.ts";
import { isPrincipal } from "../acl.ts";
import type { MetadataValue, SourceDocument } from "../connector.ts";
import { type ConnectorRule, RuleSkipped } from "./connector-world.ts";
import { contentOf, documentsIn, expectWorld, withContent } from "./connector-harness.ts";

const MAX_ID_CHARACTERS = 1024;
// Year 275760: the last that a Date can hold.
const MAX_TIME_MS = 8.64e15;

/** What a document and a container look like. */
export const documentRules: readonly ConnectorRule[] = [
  {
    title: "documents have valid ids, titles, links, times, metadata and content",
    async check(harness) {
      const { ops, context, state } = await harness.sync();
      const expected = await expectWorld(harness, state);
      for (const document of documentsIn(ops)) expectDocument(document);
      for (const item of expected) {
        const document = state.documents.get(item.id);
        if (item.content !== undefined && document !== undefined)
          expect(contentOf(document, context.stored), `content of ${item.id}`).toContain(item.content);
      }
    },
  },
  {
    title: "two syncs of an unchanged source yield the same documents",
    async check(harness) {
      const first = await harness.sync();
      const second = await harness.sync();
      const [before, after] = [first, second].map(({ state, context }) =>
        [...state.documents.values()].map((document) => [document.id, withContent(document, context.stored)]),
      );
      expect(before?.length ?? 0, "documents").toBeGreaterThan(0);
      expect(Object.fromEntries(after ?? [])).toEqual(Object.fromEntries(before ?? []));
    },
  },
  {
    title: "every document and container says who may read it",
    async check(harness) {
      const { ops, state } = await harness.sync();
      expect(state.documents.size, "documents").toBeGreaterThan(0);
      for (const op of ops) {
        if (op.op === "upsert") expectAcl(op.document.acl, op.document.id);
        if (op.op === "container") expectAcl(op.node.acl, op.node.id);
      }
      const acls = [...state.documents.values(), ...state.containers.values()].map((owner) => owner.acl.mode);
      if (harness.remote.info.capabilities.acl === "none")
        expect(new Set(acls), "a source without permissions inherits the operator's").toEqual(new Set(["inherit"]));
    },
  },
  {
    title: "a link resolves to the document that it came from, and a foreign link to nothing",
    async check({ remote, sync, settings }) {
      if (remote.resolveUrl === undefined) throw new RuleSkipped("the connector has no resolveUrl");
      const { state } = await sync();
      expect(state.documents.size, "documents").toBeGreaterThan(0);
      for (const document of state.documents.values())
        expect(await remote.resolveUrl(document.url, settings), `document of ${document.url}`).toContainEqual({ id: document.id });
      for (const foreign of ["https://foreign.invalid/page", "no link at all", ""])
        expect(await remote.resolveUrl(foreign, settings), `documents of ${foreign}`).toBeNull();
    },
  },
];

function expectDocument(document: SourceDocument): void {
  const { id } = document;
  expect(id.length, "length of an id").toBeGreaterThan(0);
  expect(id.length, `length of ${id}`).toBeLessThanOrEqual(MAX_ID_CHARACTERS);
  expect(isStorable(id), `${id} is storable text`).toBe(true);
  expect(document.changeKey, `change key of ${id}`).not.toBe("");
  expect(document.title.trim(), `title of ${id}`).not.toBe("");
  expect(/\p{Cc}/u.test(document.title), `control characters in the title of ${id}`).toBe(false);
  expect(isStorable(document.title), `title of ${id} is storable text`).toBe(true);
  expect(URL.canParse(document.url), `url of ${id}: ${document.url}`).toBe(true);
  expect(document.mimeType, `mimeType of ${id}`).toMatch(/^[a-z]+\/[\w.+-]+$/i);
  expect(document.sections.length, `sections of ${id}; skip an item without content as "empty"`).toBeGreaterThan(0);
  if (document.language !== undefined) expect(document.language, `language of ${id}`).toMatch(/^[a-z]{2}$/);
  for (const time of [document.createdAt, document.updatedAt]) {
    if (time === undefined) continue;
    expect(Number.isInteger(time) && time >= 0 && time <= MAX_TIME_MS, `${time} of ${id} is a time in milliseconds`).toBe(true);
  }
  for (const [key, value] of Object.entries(document.metadata ?? {})) expectMetadata(id, key, value);
}

function expectMetadata(id: string, key: string, value: MetadataValue): void {
  expect(key, `a metadata key of ${id}`).toMatch(/^[A-Za-z][\w.-]*$/);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  expect(values.every(isMetadataItem), `metadata ${key} of ${id}`).toBe(true);
}

function isMetadataItem(item: unknown): boolean {
  return typeof item === "boolean" || Number.isFinite(item) || (typeof item === "string" && isStorable(item));
}

function expectAcl(acl: Acl | undefined, owner: string): void {
  expect(["inherit", "everyone", "restricted"], `acl of ${owner}`).toContain(acl?.mode);
  if (acl?.mode === "restricted")
    expect(
      acl.allow.filter((principal) => !isPrincipal(principal)),
      `malformed principals of ${owner}`,
    ).toEqual([]);
}

/** NUL and half a surrogate pair reach no database. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
