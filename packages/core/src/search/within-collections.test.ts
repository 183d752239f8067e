import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CollectionFilter } from "../ports/database/assistants.ts";
import type { IndexFilter, IndexPayload, IndexScope } from "../ports/indexes.ts";
import type { SearchFilters } from "./resolve-filter.ts";
import { withinCollections } from "./within-collections.ts";

/** Names are their own ids; a tag holds the chunks whose number it divides. */
function scopeOf(collections: readonly { readonly id: string; readonly filter: CollectionFilter }[], attached: readonly number[] = []) {
  const content = {
    sourcesNamed: async (name: string) => [name],
    containersNamed: async (name: string) => [name],
    attached: async () => attached,
    chunksTagged: async (tags: readonly string[]) => CHUNKS.filter((chunk) => tags.some((tag) => chunk % Number(tag) === 0)),
  };
  // Nothing else is asked of the scope.
  return { content, assistants: { collections: async () => collections } } as unknown as Parameters<typeof withinCollections>[0];
}

const CHUNKS = Array.from({ length: 30 }, (_, at) => at + 1);
const SOURCES = ["s1", "s2"];
const FOLDERS = ["f1", "f2"];
const KINDS = ["pdf", "markdown"];

function passes(chunk: number, payload: IndexPayload, { anyOf, acls, ...rest }: IndexFilter): boolean {
  const holds = ({ sources, containers, kinds, chunks, updatedAfter = -Infinity, updatedBefore = Infinity }: IndexScope): boolean =>
    (sources?.includes(payload.sourceId) ?? true) &&
    (containers?.includes(payload.containerId ?? "") ?? true) &&
    (kinds?.includes(payload.kind) ?? true) &&
    (chunks?.includes(chunk) ?? true) &&
    payload.updatedAt >= updatedAfter &&
    payload.updatedAt < updatedBefore;
  return acls.includes(payload.aclId) && holds(rest) && (anyOf?.some(holds) ?? true);
}

/** The same said plainly: the collections know nothing of permissions. */
function isIn(
  chunk: number,
  payload: IndexPayload,
  { sources = [], containers = [], types = [], tags = [], after, before }: CollectionFilter,
): boolean {
  return (
    (sources.length === 0 || sources.includes(payload.sourceId)) &&
    (containers.length === 0 || containers.includes(payload.containerId ?? "")) &&
    (types.length === 0 || types.includes(payload.kind)) &&
    (tags.length === 0 || tags.some((tag) => chunk % Number(tag) === 0)) &&
    payload.updatedAt >= (after ?? -Infinity) &&
    payload.updatedAt < (before ?? Infinity)
  );
}

const filter = fc.record(
  {
    sources: fc.subarray(SOURCES),
    containers: fc.subarray(FOLDERS),
    types: fc.subarray(KINDS),
    tags: fc.subarray(["2", "3"]),
    after: fc.integer({ min: 0, max: 10 }),
    before: fc.integer({ min: 0, max: 10 }),
  },
  { requiredKeys: [] },
);
const payload = fc.record({
  documentId: fc.constant("d"),
  aclId: fc.integer({ min: 1, max: 3 }),
  sourceId: fc.constantFrom(...SOURCES),
  containerId: fc.constantFrom(...FOLDERS, null),
  kind: fc.constantFrom(...KINDS),
  authors: fc.constant([]),
  updatedAt: fc.integer({ min: 0, max: 10 }),
});
const base = fc.record({ acls: fc.subarray([1, 2, 3]), sources: fc.subarray(SOURCES, { minLength: 1 }) });

// Guards against a scope that widens: whatever an assistant, its collections and a caller name, only what passed before can pass.
test("no collection lets anything through that the filter would not, and all together let through what they say", async () => {
  await fc.assert(
    fc.asyncProperty(
      base,
      fc.array(fc.array(filter, { maxLength: 3 }), { maxLength: 2 }),
      fc.array(filter, { maxLength: 3 }),
      fc.array(fc.tuple(fc.constantFrom(...CHUNKS), payload), { minLength: 1, maxLength: 20 }),
      async (given, within, collections, passages) => {
        const known = collections.map((each, at) => ({ id: String(at), filter: each }));
        const asked: SearchFilters = { within, ...(known.length > 0 && { collections: ["0", "2", "foreign"] }) };
        const chosen = known.filter(({ id }) => id === "0" || id === "2").map((each) => each.filter);
        const groups = [...within, ...(known.length > 0 ? [chosen] : [])];
        const narrowed = await withinCollections(scopeOf(known), given, asked);
        for (const [chunk, of] of passages) {
          const wanted = passes(chunk, of, given) && groups.every((group) => group.some((each) => isIn(chunk, of, each)));
          expect(passes(chunk, of, narrowed), JSON.stringify({ chunk, of, narrowed })).toBe(wanted);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("collections that the asker may not use hold nothing", async () => {
  const narrowed = await withinCollections(scopeOf([]), { acls: [1] }, { collections: ["foreign"] });
  expect(narrowed.anyOf).toEqual([]);
});

test("what is attached to the conversation is looked into beside an assistant's collections, and not beside those that the asker names", async () => {
  const known = [{ id: "c", filter: { sources: ["s1"] } }];
  const within = [[{ sources: ["s2"] }]];
  expect((await withinCollections(scopeOf([], [7]), { acls: [1] }, { within })).anyOf).toEqual([{ sources: ["s2"] }, { chunks: [7] }]);
  expect(await withinCollections(scopeOf(known, [7]), { acls: [1] }, { collections: ["c"] })).toEqual({ acls: [1], sources: ["s1"] });
});

test("one collection becomes part of the filter itself, which any index understands", async () => {
  const known = [{ id: "c", filter: { sources: ["s1"], types: ["md"] } }];
  expect(await withinCollections(scopeOf(known), { acls: [1], sources: ["s1", "s2"] }, { collections: ["c"] })).toEqual({
    acls: [1],
    sources: ["s1"],
    kinds: ["markdown"],
  });
});
