import { createEmbeddedVectorIndex } from "@smartypants/adapters";
import { buildVectors, type IngestPorts, type Semantic } from "@smartypants/core";
import { defineEmbedder } from "@smartypants/sdk";
import { expect, onTestFinished, test } from "vitest";
import { openEngine, type TestEngine } from "../testing/open-engine.ts";
import { doc } from "../testing/scripted-connector.ts";

const OTHER = "test/other";
const DOCUMENTS = 50;

interface Setup {
  readonly engine: TestEngine;
  readonly ports: IngestPorts;
  readonly other: Semantic;
  /** Texts that the other model was given, with repeats. */
  readonly embedded: string[];
  /** Called with every batch. */
  onEmbed: () => void;
}

async function setUp(): Promise<Setup> {
  const engine = await openEngine();
  onTestFinished(() => engine.close());
  const source = await engine.source({ mode: "source" });
  engine.scripted.play(() => [
    ...Array.from({ length: DOCUMENTS }, (_, at) => ({
      op: "upsert" as const,
      document: doc(`d${at}`, `The cellar has room for ${at} bicycles.`),
    })),
    { op: "done", listed: "everything" },
  ]);
  expect(await engine.sync(source)).toMatchObject({ state: "succeeded" });
  const embedded: string[] = [];
  const embedder = defineEmbedder({
    id: OTHER,
    dimensions: 2,
    fusionWeight: 0.5,
    maxCharacters: 1000,
    embed: async (texts) => {
      setup.onEmbed();
      embedded.push(...texts);
      return Float32Array.from(texts.flatMap(() => [0.6, 0.8]));
    },
  });
  const { file } = engine;
  const vectors = await createEmbeddedVectorIndex({ db: engine.db, file, model: OTHER, dimensions: 2 });
  onTestFinished(() => vectors.close());
  const other: Semantic = { embedder, vectors };
  const { current } = engine.ports.semantic;
  const followed = current === null ? [other] : [current, other];
  const ports: IngestPorts = { ...engine.ports, semantic: { current, followed } };
  const setup: Setup = { engine, ports, other, embedded, onEmbed: () => {} };
  return setup;
}

const forEver = new AbortController().signal;

async function chunkIds({ vectors }: Semantic): Promise<readonly number[]> {
  return vectors.chunkIds(0, 10_000);
}

test("every passage gets a vector from the stored text, each once; what is there already is passed over", async () => {
  const { ports, other, embedded, engine } = await setUp();
  const began = engine.scripted.began.length;
  const before = engine.embedded();
  await buildVectors(ports, OTHER, forEver);
  expect(embedded).toHaveLength(DOCUMENTS);
  const { current } = engine.ports.semantic;
  expect(current === null ? [] : await chunkIds(current)).toEqual(await chunkIds(other));
  await buildVectors(ports, OTHER, forEver);
  expect(embedded).toHaveLength(DOCUMENTS);
  expect(engine.scripted.began, "the source is not asked").toHaveLength(began);
  expect(engine.embedded(), "nor the model in use").toBe(before);
});

test("one that is interrupted goes on where it was", async () => {
  const setup = await setUp();
  const controller = new AbortController();
  let batches = 0;
  setup.onEmbed = () => {
    if (++batches === 3) controller.abort(new Error("the process ends"));
  };
  await expect(buildVectors(setup.ports, OTHER, controller.signal)).rejects.toThrow("the process ends");
  const soFar = await chunkIds(setup.other);
  expect(soFar.length).toBeGreaterThan(0);
  expect(soFar.length).toBeLessThan(DOCUMENTS);
  setup.onEmbed = () => {};
  await buildVectors(setup.ports, OTHER, forEver);
  expect(await chunkIds(setup.other)).toHaveLength(DOCUMENTS);
  expect(new Set(setup.embedded).size).toBe(DOCUMENTS);
  expect(setup.embedded.length, "what was kept is not made twice").toBe(DOCUMENTS);
});

test("on a nearly full disk it stops before anything is made, and says when to come back", async () => {
  const { ports, other, embedded } = await setUp();
  const full = { ...ports, disk: { space: async () => ({ freeBytes: 1e8, totalBytes: 1e12 }) } };
  await expect(buildVectors(full, OTHER, forEver)).rejects.toMatchObject({ code: "full", retryAfterMs: expect.any(Number) });
  expect(embedded).toEqual([]);
  await buildVectors(ports, OTHER, forEver);
  expect(await chunkIds(other)).toHaveLength(DOCUMENTS);
});

test("a change of readers reaches every index that is followed", async () => {
  const { ports, engine, other } = await setUp();
  await buildVectors(ports, OTHER, forEver);
  const acl = { mode: "restricted", allow: ["user:ada@example.org"] } as const;
  engine.scripted.play(() => [
    { op: "upsert", document: doc("d0", "The cellar has room for 0 bicycles.", { changeKey: "new", acl }) },
    { op: "done", listed: "changes" },
  ]);
  Object.assign(engine.ports, { semantic: ports.semantic });
  const [source] = await ports.database.sources.all();
  expect(await engine.sync(source?.id ?? "")).toMatchObject({ state: "succeeded" });
  const stored = (await ports.database.documents.byExternalIds(source?.id ?? "", ["d0"])).get("d0");
  for (const { vectors, embedder } of ports.semantic.followed) {
    const found = await vectors.search(new Float32Array(embedder.dimensions).fill(1), { acls: [stored?.aclId ?? 0] }, 5);
    expect(
      found.map((hit) => hit.documentId),
      embedder.id,
    ).toEqual([stored?.id]);
  }
  expect(await chunkIds(other)).toHaveLength(DOCUMENTS);
});

test("a model that nobody follows is refused", async () => {
  const { ports } = await setUp();
  await expect(buildVectors(ports, "test/nobody", forEver)).rejects.toMatchObject({ code: "not_found" });
});
