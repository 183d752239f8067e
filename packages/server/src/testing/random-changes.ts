import { createSource } from "@smartypants/core";
import { isSmartyError } from "@smartypants/sdk";
import { expect } from "vitest";
import { openEngine, type TestEngine } from "./open-engine.ts";
import { createRandom } from "./random.ts";
import { type RemoteWorld, wordsIn } from "./remote-world.ts";

export interface RandomChanges {
  readonly seed: number;
  readonly changes: number;
  readonly people: number;
  /** Of how many people each search is tried too. */
  readonly searchers: number;
}

export interface Proven {
  readonly syncs: number;
  /** Those that ended early, by a fault or because they were stopped. */
  readonly broken: number;
  /** Person and text, that the person may find. */
  readonly found: number;
  /** Person and text, that the person may not. */
  readonly hidden: number;
  readonly searches: number;
}

const DAY_MS = 86_400_000;
const CHANGES_A_ROUND = 20;
const PAGE = 200;

type OpenWorld = (options: { readonly seed: number; readonly people: number }) => Promise<RemoteWorld>;

/**
 * Changes a world at random while it is synced by the real engine over a network that breaks, with runs that are stopped half-way; then one clean full run.
 * Fails unless every person is then shown by the list of readable documents and by search exactly what the source lets them see.
 */
export async function proveRandomChanges(open: OpenWorld, { seed, changes, people, searchers }: RandomChanges): Promise<Proven> {
  const world = await open({ seed, people });
  const engine = await openEngine({ connectors: [world.connector], skipsPauses: true });
  try {
    const sourceId = await connect(engine, world);
    const { syncs, broken } = await syncThroughFaults(engine, world, sourceId, { seed, changes });
    world.heal();
    world.passNight();
    engine.clock.advance(DAY_MS);
    const last = await engine.sync(sourceId, { confirmRemoval: true });
    expect(last, JSON.stringify(last.error)).toMatchObject({ state: "succeeded", counts: { failed: 0 } });
    const shown = await compareLists(engine, world, sourceId);
    const searches = await compareSearches(engine, world, { seed, searchers });
    expect(world.complaints()).toEqual([]);
    return { syncs, broken, ...shown, searches };
  } finally {
    await engine.close();
    await world.close();
  }
}

/** A source with the permissions of its own. */
export async function connect(
  engine: TestEngine,
  { connector, settings, credential }: Pick<RemoteWorld, "connector" | "settings" | "credential">,
) {
  const input = {
    connector: connector.id,
    name: connector.title,
    settings,
    credential,
    access: { mode: "source" as const },
    schedule: null,
  };
  return (await createSource(engine.ports, { ...engine.reader(), role: "admin" }, input)).id;
}

const PASSING = new Set(["rate_limited", "unavailable", "network", "aborted"]);

async function syncThroughFaults(
  engine: TestEngine,
  world: RemoteWorld,
  sourceId: string,
  { seed, changes }: Pick<RandomChanges, "seed" | "changes">,
): Promise<{ readonly syncs: number; readonly broken: number }> {
  const random = createRandom(seed + 1000);
  let [syncs, broken] = [0, 0];
  for (let done = 0; done < changes;) {
    for (let at = 0; at < CHANGES_A_ROUND && done < changes; at++, done++) world.change();
    if (random.chance(0.7)) world.breakSomething();
    const stop = new AbortController();
    const timer = random.chance(0.25) ? setTimeout(() => stop.abort(), random.below(150)) : undefined;
    const state = await engine.sync(sourceId, { signal: stop.signal }).then(
      (run) => run.state,
      (error: unknown) => {
        const isPassing = stop.signal.aborted || (isSmartyError(error) && PASSING.has(error.code));
        if (!isPassing) throw error;
        return "stopped";
      },
    );
    clearTimeout(timer);
    world.heal();
    syncs++;
    if (state !== "succeeded") broken++;
    engine.clock.advance(random.below(600_000));
  }
  return { syncs, broken };
}

/** By everybody's own list of readable documents, and the texts that it leads to. */
async function compareLists(engine: TestEngine, world: RemoteWorld, sourceId: string): Promise<Pick<Proven, "found" | "hidden">> {
  const [truth, kept] = [world.truth(), world.kept()];
  const all = new Set([...truth.values()].flatMap((words) => [...words]));
  let found = 0;
  for (const email of world.people) {
    const own = truth.get(email) ?? new Set();
    const shown = [...(await wordsShownTo(engine, email, sourceId))];
    expect(shown.filter((word) => own.has(word) || kept.get(email)?.has(word) !== true).toSorted(), email).toEqual([...own].toSorted());
    found += own.size;
  }
  return { found, hidden: all.size * world.people.length - found };
}

async function wordsShownTo(engine: TestEngine, email: string, sourceId: string): Promise<ReadonlySet<string>> {
  const { content } = engine.ports.database.forActor(engine.reader(email));
  const words = new Set<string>();
  for (let after: string | undefined; ;) {
    const page = await content.documents({ sourceId, limit: PAGE, order: "id", ...(after !== undefined && { after }) });
    for (const { id } of page) for (const word of wordsIn((await content.text(id, null))?.text ?? "")) words.add(word);
    after = page.at(-1)?.id;
    if (page.length < PAGE) return words;
  }
}

/** Each tries one text that they may find and one that they may not. */
async function compareSearches(
  engine: TestEngine,
  world: RemoteWorld,
  { seed, searchers }: Pick<RandomChanges, "seed" | "searchers">,
): Promise<number> {
  const random = createRandom(seed + 2000);
  const [truth, kept] = [world.truth(), world.kept()];
  const all = [...new Set([...truth.values()].flatMap((words) => [...words]))];
  let searches = 0;
  for (const email of random.some(world.people, searchers)) {
    const own = truth.get(email) ?? new Set();
    const mayShow = (word: string): boolean => own.has(word) || kept.get(email)?.has(word) === true;
    const others = all.filter((word) => !mayShow(word));
    for (const words of [[...own], others]) {
      if (words.length === 0) continue;
      const word = random.pick(words);
      const shown = await wordsFound(engine, email, word);
      expect(shown.includes(word), `${email} searches for ${word}`).toBe(own.has(word));
      expect(
        shown.filter((each) => !mayShow(each)),
        `${email} is shown something else`,
      ).toEqual([]);
      searches++;
    }
  }
  return searches;
}

/** Of every document that a search shows: all the words in it. */
async function wordsFound(engine: TestEngine, email: string, query: string): Promise<readonly string[]> {
  const actor = engine.reader(email);
  const ids = new Set(await engine.find(query, actor));
  const rows = await engine.db
    .selectFrom("document")
    .innerJoin("documentText", "documentText.documentId", "document.id")
    .select("documentText.text")
    .where("document.externalId", "in", [...ids, ""])
    .where("documentText.supersededAt", "is", null)
    .execute();
  return rows.flatMap(({ text }) => wordsIn(text));
}
