import { expect, test } from "vitest";
import { z } from "zod";
import type { Connector, SyncOp } from "../connector.ts";
import type { ConnectorContext } from "../connector-host.ts";
import { type Library, shelfSetup } from "./__fixtures__/shelf.ts";
import { checkRule, CONNECTOR_RULES, describeConnector } from "./describe-connector.ts";

// Guards against a kit that asks for something no sound connector can give.
describeConnector("a sound connector with every optional part", () => shelfSetup());

type Flaw = (connector: Connector, library: Library) => Connector;

/** The connector with the operations of each run changed. */
const withOps =
  (change: (op: SyncOp, context: ConnectorContext) => readonly SyncOp[] | Promise<readonly SyncOp[]>): Flaw =>
  (connector) => ({
    ...connector,
    async *sync(context, checkpoint) {
      for await (const op of connector.sync(context, checkpoint)) yield* await change(op, context);
    },
  });

const withDocuments = (changes: object | (() => object)): Flaw =>
  withOps((op) =>
    op.op === "upsert" ? [{ ...op, document: { ...op.document, ...(typeof changes === "function" ? changes() : changes) } }] : [op],
  );

let counter = 0;

const FLAWS: readonly (readonly [name: string, flaw: Flaw, rule: string, finding: string])[] = [
  ["an id in capitals", (connector) => ({ ...connector, id: "Shelf" }), "names itself", "'Shelf'"],
  [
    "a webhook promised but absent",
    (connector) => ({ ...connector, capabilities: { ...connector.capabilities, live: "webhook" } }),
    "methods that its capabilities promise",
    "webhook",
  ],
  [
    "a setting without words",
    (connector) => ({ ...connector, settings: z.strictObject({ library: z.string() }) }),
    "title and a description",
    "without title or description",
  ],
  [
    "settings that swallow a misspelling",
    (connector) => ({ ...connector, settings: z.object({ library: z.string().meta({ title: "Library", description: "Its name." }) }) }),
    "misspelt setting",
    "no-such-setting",
  ],
  [
    "a check that requires nothing",
    (connector) => ({
      ...connector,
      async *check() {
        yield { id: "any", title: "Anything", required: false, status: "ok" };
      },
    }),
    "check says",
    "required results",
  ],
  [
    "a token that a form would show",
    (connector) => ({
      ...connector,
      credential: z.strictObject({ apiToken: z.string().meta({ title: "Token", description: "Of the library." }) }),
    }),
    "write-only",
    "apiToken",
  ],
  [
    "a guide that keeps notes",
    (connector) => ({ ...connector, guide: () => [{ title: `Step ${++counter}`, text: "Again." }] }),
    "the guide is the same",
    "the guide asked again",
  ],
  [
    "a guide that changes what was entered",
    (connector) => ({
      ...connector,
      guide: (settings) => {
        Object.assign(settings, { library: "Nineveh" });
        return [{ title: "Step", text: "Text." }];
      },
    }),
    "the guide is the same",
    "settings after the guide",
  ],
  [
    "choices without end",
    (connector) => ({
      ...connector,
      choices: async (_context, setting) =>
        setting === "library" ? Array.from({ length: 201 }, (_each, at) => ({ value: `${at}`, label: `${at}` })) : [],
    }),
    "choices are few",
    "choices for library",
  ],
  [
    "choices for whatever is asked",
    (connector) => ({ ...connector, choices: async () => [{ value: "a", label: "A" }] }),
    "choices are few",
    "choices for no setting",
  ],
  [
    "a credential that is kept",
    (connector) => ({
      ...connector,
      async *sync(context, checkpoint) {
        await context.credentials.lock(1000);
        yield* connector.sync(context, checkpoint);
      },
    }),
    "gives it back",
    "never released",
  ],
  ["a blank title", withDocuments({ title: " " }), "valid ids, titles", "title of b1"],
  ["a broken link", withDocuments({ url: "no link" }), "valid ids, titles", "url of b1"],
  ["a time in fractions", withDocuments({ updatedAt: 0.5 }), "valid ids, titles", "time in milliseconds"],
  ["metadata that is no number", withDocuments({ metadata: { size: Number.NaN } }), "valid ids, titles", "metadata size"],
  ["no sections", withDocuments({ sections: [] }), "valid ids, titles", "sections of b1"],
  ["a change key of the moment", withDocuments(() => ({ changeKey: `k${++counter}` })), "yield the same documents", "to deeply equal"],
  [
    "a malformed principal",
    withDocuments({ acl: { mode: "restricted", allow: ["everybody"] } }),
    "who may read it",
    "malformed principals",
  ],
  ["no ACL", withDocuments({ acl: undefined }), "who may read it", "acl of b1"],
  [
    "links that lead to other documents",
    (connector) => ({ ...connector, resolveUrl: () => [{ id: "b1" }] }),
    "a link resolves",
    "document of https",
  ],
  ["an item told twice", withOps((op) => (op.op === "upsert" ? [op, op] : [op])), "the first sync shows", "contradict the interface"],
  ["two ends", withOps((op) => (op.op === "done" ? [op, op] : [op])), "the first sync shows", "contradict the interface"],
  ["no end", withOps((op) => (op.op === "done" ? [] : [op])), "the first sync shows", "number of done"],
  [
    "an item left out",
    withOps((op) => (op.op === "upsert" && op.document.id === "b3" ? [] : [op])),
    "the first sync shows",
    "ids of the stored documents",
  ],
  [
    "a value that cannot be cloned",
    withOps((op) => (op.op === "checkpoint" ? [{ op: "checkpoint", value: () => undefined }] : [op])),
    "the first sync shows",
    "could not be cloned",
  ],
  [
    "a blob read for nothing",
    withOps(async (op, context) => {
      if (op.op === "unchanged") await context.blobs.put(new Blob(["x"]).stream());
      return [op];
    }),
    "unchanged for everything and reads no blob",
    "blobs read",
  ],
  [
    "everything told again each time",
    (connector) => ({
      ...connector,
      sync: (context, checkpoint) => connector.sync({ ...context, known: () => Promise.resolve(new Map()) }, checkpoint),
    }),
    "a second sync of an unchanged source",
    "to deeply equal",
  ],
  [
    "changes overlooked",
    withOps(async (op, context) => {
      const isKnown = op.op === "upsert" && (await context.known([op.document.id])).size > 0;
      return isKnown ? [{ op: "unchanged", id: op.document.id }] : [op];
    }),
    "a changed item",
    "to deeply equal [ 'upsert b1' ]",
  ],
  [
    "removal overlooked",
    (connector, library) => {
      const first = [...library.books.keys()];
      const ghosts = () => first.filter((id) => !library.books.has(id)).map((id): SyncOp => ({ op: "unchanged", id }));
      return withOps((op) => (op.op === "done" ? [...ghosts(), op] : [op]))(connector, library);
    },
    "a removed item is gone",
    "expected true to be false",
  ],
  ["containers left out", withOps((op) => (op.op === "container" ? [] : [op])), "containers come before", "contradict the interface"],
  [
    "a checkpoint that skips what follows",
    withOps((op) => (op.op === "checkpoint" ? [{ op: "checkpoint", value: { revision: 99 } }] : [op])),
    "resuming after any checkpoint",
    "ids of the stored documents",
  ],
  [
    "an incremental run that claims to be whole",
    withOps((op) => (op.op === "done" && op.listed === "changes" ? [{ op: "done", listed: "everything" }] : [op])),
    "an incremental sync",
    "listed: 'changes'",
  ],
  [
    "a survey that promises more than comes",
    (connector) => ({
      ...connector,
      async *survey() {
        yield { op: "items", count: 99 };
        yield { op: "end" };
      },
    }),
    "a survey tells of each thing once",
    "items counted",
  ],
  [
    "a survey that reads",
    (connector) => ({
      ...connector,
      async *survey(context) {
        await context.blobs.put(new Blob(["x"]).stream());
        yield { op: "end", isAbout: true };
      },
    }),
    "a survey tells of each thing once",
    "blobs read",
  ],
  [
    "a survey that cannot be stopped",
    (connector) => ({
      ...connector,
      async *survey() {
        yield { op: "items", count: 1 };
        await new Promise(() => undefined);
      },
    }),
    "a survey that is aborted ends",
    "longer than 2000 ms",
  ],
  [
    "an inventory that forgets",
    (connector) => ({
      ...connector,
      async *inventory() {
        yield { op: "end", complete: true };
      },
    }),
    "an inventory lists",
    "to deeply equal",
  ],
  [
    "a group with a stranger's name in it",
    (connector) => ({
      ...connector,
      async *syncGroups() {
        yield { op: "group", group: { id: "g", members: ["Ada"] } };
        yield { op: "end", complete: true };
      },
    }),
    "groups are listed",
    "malformed members",
  ],
  [
    "fetchOne of ghosts",
    (connector) => ({ ...connector, fetchOne: (context) => connector.fetchOne?.(context, { id: "b2" }) ?? Promise.resolve(null) }),
    "is gone, or never was",
    "fetchOne of b1",
  ],
  [
    "fetchOne that finds nothing",
    (connector) => ({ ...connector, fetchOne: () => Promise.resolve(null) }),
    "gives what the sync gave",
    "expected null",
  ],
  [
    "an item's fault that ends the run",
    withOps((op) => {
      if (op.op === "error") throw new Error("gave up");
      return [op];
    }),
    "a broken item is reported",
    "gave up",
  ],
  ["a silent failure", withOps((op) => (op.op === "error" ? [] : [op])), "a broken item is reported", "errors and skips"],
  [
    "a catch-all around blobs",
    (connector) => ({
      ...connector,
      sync: (context, checkpoint) =>
        connector.sync(
          { ...context, blobs: { put: (stream) => context.blobs.put(stream).catch(() => ({ blobId: "none", sizeBytes: 0 })) } },
          checkpoint,
        ),
    }),
    "a fault of the host stops the run",
    "instead of rejecting",
  ],
  [
    "deafness to the signal",
    (connector) => ({
      ...connector,
      async *sync(context, checkpoint) {
        for await (const op of connector.sync({ ...context, signal: new AbortController().signal }, checkpoint)) {
          if (context.signal.aborted) await new Promise(() => undefined);
          yield op;
        }
      },
    }),
    "aborted midway",
    "longer than 2000 ms",
  ],
  [
    "an abort that looks like a complete listing",
    (connector) => ({
      ...connector,
      async *sync(context, checkpoint) {
        try {
          yield* connector.sync(context, checkpoint);
        } catch {
          yield { op: "done", listed: "everything" };
        }
      },
    }),
    "aborted midway",
    "to deeply equal",
  ],
];

// A kit that passes everything would be worse than none: each flaw must break the rule that is about it.
test.for(FLAWS)("the kit finds %s", async ([, flaw, title, finding]) => {
  const rule = CONNECTOR_RULES.find((candidate) => candidate.title.includes(title));
  if (rule === undefined) throw new Error(`no rule is called "${title}"`);
  await expect(checkRule(rule, () => ({ ...shelfSetup(flaw), credential: "a library card" }))).rejects.toThrow(finding);
});
