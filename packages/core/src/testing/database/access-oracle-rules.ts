import * as fc from "fast-check";
import { expect } from "vitest";
import type { Actor } from "../../access/actor.ts";
import type { Database } from "../../ports/database/database.ts";
import { createChoices } from "../vector-world.ts";
import { changeSomething, storeWorld } from "./access-changes.ts";
import { type AccessWorld, createAccessWorld, principalsIn, readableIn, type WorldDocument, type WorldSize } from "./access-world.ts";
import { drain, type IndexedDocument } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const idOf = (document: WorldDocument): string => `${document.sourceId}/${document.externalId}`;
const sorted = (ids: Iterable<string>): string[] => [...ids].toSorted();

/** Every way to content, compared with what the world says. Returns how many documents the actor may read. */
async function expectExactly(
  database: Database,
  world: AccessWorld,
  indexed: ReadonlyMap<string, IndexedDocument>,
  actor: Actor,
  now: number,
): Promise<number> {
  const { content } = database.forActor(actor);
  const permitted = readableIn(world, actor, now);
  const ids = sorted(permitted.map(idOf));
  const everything = world.documents.map(idOf);
  expect(sorted(await content.principals()), "principals").toEqual(sorted(principalsIn(world, actor)));
  expect(sorted(await content.readable(everything)), "readable").toEqual(ids);
  expect(sorted((await content.documents({ limit: 10_000 })).map((each) => each.id)), "documents").toEqual(ids);
  const chunks = [...indexed.values()].flatMap((document) => document.chunks.map((chunk) => chunk.id));
  const passages = await content.hydrate(chunks);
  expect(sorted(new Set(passages.map((passage) => passage.document.id))), "hydrate").toEqual(ids);
  expect(passages.length, "passages").toBe(ids.reduce((sum, id) => sum + (indexed.get(id)?.chunks.length ?? 0), 0));
  const texts = await content.texts(passages);
  const slices = passages.map(({ chunkId, document, start, end }): [number, string | undefined] => {
    return [chunkId, indexed.get(document.id)?.text.slice(start, end)];
  });
  expect(texts, "texts").toEqual(new Map(slices));
  const titles = sorted(permitted.map((document) => `Title of ${document.externalId}`));
  expect(sorted(await content.titles(10_000)), "titles").toEqual(titles);
  expect(sorted((await content.byTitle(["title", "OF"], 10_000)).map((each) => each.id)), "byTitle").toEqual(ids);
  const sources = new Set(permitted.map((document) => document.sourceId));
  for (const { id } of world.sources) {
    expect(await content.sourcesNamed(`name ${id}`), "sourcesNamed").toEqual(sources.has(id) ? [id] : []);
  }
  return permitted.length;
}

/** Reads of single documents, of containers by name, and the ledger: for a few actors, for there are many of each. */
async function expectEachExactly(database: Database, world: AccessWorld, actor: Actor, now: number): Promise<void> {
  const { content } = database.forActor(actor);
  const permitted = new Set(readableIn(world, actor, now).map(idOf));
  for (const document of world.documents) {
    const id = idOf(document);
    const reads = [await content.document(id), await content.text(id, null), await content.anchorAt(id, 1, 0)];
    expect(
      reads.map((read) => read !== null),
      id,
    ).toEqual(reads.map(() => permitted.has(id)));
  }
  for (const name of world.sources[0]?.containers.keys() ?? []) {
    const expected = world.documents.filter((each) => permitted.has(idOf(each)) && isWithin(world, each, name));
    const containers = sorted(new Set(expected.map((each) => `${each.sourceId}/${each.container}`)));
    expect(sorted(await content.containersNamed(`folder ${name}`)), `containersNamed ${name}`).toEqual(containers);
  }
  const { sources } = database.forActor({ ...actor, role: "editor" });
  for (const { id } of world.sources) {
    for (const item of (await sources.items(id, { limit: 10_000 })).items) {
      expect(item.title, `ledger ${item.externalId}`).toBe(
        permitted.has(`${id}/${item.externalId}`) ? `Title of ${item.externalId}` : null,
      );
    }
  }
}

function isWithin(world: AccessWorld, document: WorldDocument, container: string): boolean {
  const containers = world.sources.find((source) => source.id === document.sourceId)?.containers;
  for (let at = document.container; at !== null; at = containers?.get(at)?.parent ?? null) if (at === container) return true;
  return false;
}

async function fill(
  made: DatabaseUnderTest,
  size: WorldSize,
): Promise<{ world: AccessWorld; indexed: ReadonlyMap<string, IndexedDocument> }> {
  const world = createAccessWorld(size, made.clock.now());
  await storeWorld(made, world);
  return { world, indexed: await drain(made) };
}

const CHANGES_PER_RUN = 150;

export const ACCESS_ORACLE_RULES: readonly DatabaseRule[] = [
  {
    title: "200 people see exactly what they may of 300 documents, by every way there is",
    async check(made) {
      const { world, indexed } = await fill(made, { seed: 4, people: 200, documents: 300, sources: 6, groups: 8, containers: 12 });
      let seen = 0;
      for (const actor of world.people) seen += await expectExactly(made.database, world, indexed, actor, made.clock.now());
      for (const actor of world.people.slice(0, 3)) await expectEachExactly(made.other, world, actor, made.clock.now());
      const share = seen / (world.people.length * world.documents.length);
      expect(share, "a test in which all or none is permitted shows nothing").toBeGreaterThan(0.05);
      expect(share).toBeLessThan(0.7);
    },
  },
  {
    title: "after any change of permissions, by whichever process, everybody sees exactly what they may",
    async check(made) {
      const { world, indexed } = await fill(made, { seed: 5, people: 25, documents: 60, sources: 4, groups: 6, containers: 8 });
      const choices = createChoices(6);
      for (let at = 0; at < CHANGES_PER_RUN; at++) {
        const [writer, reader] = choices.next() < 0.5 ? [made.database, made.other] : [made.other, made.database];
        await changeSomething(writer, world, choices, made.clock.now());
        if (at % 20 === 19) made.clock.set(made.clock.now() + choices.pick([1, 3_600_000]));
        for (let check = 0; check < 2; check++) {
          await expectExactly(reader, world, indexed, choices.pick([...world.people] as [Actor, ...Actor[]]), made.clock.now());
        }
        if (at % 30 === 0) await expectEachExactly(writer, world, choices.pick([...world.people] as [Actor, ...Actor[]]), made.clock.now());
      }
    },
  },
];

/** Rules that need a database for each of many runs. */
export async function expectAnyWorldExactly(make: () => Promise<DatabaseUnderTest>, runs: number): Promise<void> {
  const small = (max: number) => fc.integer({ min: 1, max });
  const sizes = fc.record({
    seed: fc.nat(),
    people: small(8),
    documents: small(15),
    sources: small(3),
    groups: small(5),
    containers: small(5),
  });
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(10), async (size, changes) => {
      const made = await make();
      try {
        const { world, indexed } = await fill(made, size);
        const choices = createChoices(size.seed + 1);
        for (let at = 0; at < changes; at++) await changeSomething(made.other, world, choices, made.clock.now());
        for (const actor of world.people) {
          await expectExactly(made.database, world, indexed, actor, made.clock.now());
          await expectEachExactly(made.database, world, actor, made.clock.now());
        }
      } finally {
        await made.close();
      }
    }),
    { numRuns: runs },
  );
}
