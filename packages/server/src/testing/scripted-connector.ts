import { type ConnectorContext, defineConnector, type SourceDocument, type SyncOp } from "@smartypants/sdk";
import { z } from "zod";

export type Script = (context: ConnectorContext<unknown, undefined>, checkpoint: unknown) => AsyncIterable<SyncOp> | Iterable<SyncOp>;

/** A connector that yields what the test says, with everything a connector can have. */
export interface ScriptedConnector {
  readonly connector: ReturnType<typeof build>;
  /** What the next syncs yield. */
  play(script: Script): void;
  /** What single items are, for retries and hints; absent ones are gone. */
  readonly items: Map<string, SourceDocument | Error>;
  /** Checkpoints that syncs began with. */
  readonly began: unknown[];
}

export function createScriptedConnector(id = "scripted"): ScriptedConnector {
  const state: State = { script: () => [{ op: "done", listed: "everything" }], items: new Map(), began: [] };
  return { connector: build(id, state), play: (script) => void (state.script = script), items: state.items, began: state.began };
}

interface State {
  script: Script;
  readonly items: Map<string, SourceDocument | Error>;
  readonly began: unknown[];
}

function build(id: string, state: State) {
  return defineConnector<unknown, undefined, unknown>({
    id,
    title: "Scripted",
    version: "1.0.0",
    capabilities: { incremental: true, inventory: false, acl: "document", fetchOne: true },
    auth: ["none"],
    settings: z.looseObject({}),
    checkpoint: z.unknown(),
    check: async function* () {},
    sync: async function* (context, checkpoint) {
      state.began.push(checkpoint);
      yield* state.script(context, checkpoint);
    },
    fetchOne: async (_context, ref) => {
      const item = state.items.get(ref.id) ?? null;
      if (item instanceof Error) throw item;
      return item;
    },
  });
}

/** A document of plain text; the change key follows the text unless given. */
export function doc(id: string, text: string, more: Partial<SourceDocument> = {}): SourceDocument {
  return {
    id,
    changeKey: `key of ${text.length} ${text.slice(0, 200)}`,
    title: id,
    url: `https://example.org/${encodeURIComponent(id.toWellFormed())}`,
    mimeType: "text/plain",
    sections: [{ kind: "text", format: "plain", text }],
    updatedAt: 1_700_000_000_000,
    acl: { mode: "everyone" },
    ...more,
  };
}

export function upsert(document: SourceDocument): SyncOp {
  return { op: "upsert", document };
}

export const EVERYTHING: SyncOp = { op: "done", listed: "everything" };

/** Yields as a connector does that asks for known change keys first. */
export function listing(documents: readonly SourceDocument[], end: SyncOp = EVERYTHING): Script {
  return async function* (context) {
    const known = await context.known(documents.map((document) => document.id));
    for (const document of documents) {
      const isKnown = known.get(document.id)?.changeKey === document.changeKey;
      yield isKnown ? { op: "unchanged", id: document.id } : upsert(document);
    }
    yield end;
  };
}
