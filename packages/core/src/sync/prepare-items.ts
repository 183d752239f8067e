import { type ChildDocument, isSmartyError, SmartyError, type SourceDocument } from "@smartypants/sdk";
import { cutText } from "../documents/cut-text.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { cleanText } from "./clean-op.ts";
import { type Inside, type PreparedDocument, prepareDocument } from "./prepare-document.ts";

/** A document with what became of it. */
export interface PreparedItem {
  readonly document: SourceDocument;
  /** Content, or the reason why there is none. */
  readonly result: PreparedDocument | Error;
  /** Of what lies inside of another one: the item that the source showed. */
  readonly parent?: string;
  /** Of what the source showed: the ids of all that lies inside of it. Absent when that is not known. */
  readonly children?: readonly string[];
  /** It takes long: `result` says so until its own one comes. */
  readonly isPending?: boolean;
  /** The ledger has had it as pending, and counted it so. */
  readonly wasPending?: boolean;
}

/** Steps from what a source shows to what is read in it at most: a mail in an archive in an archive. */
const MAX_DEPTH = 3;
/** Documents inside of one that a source shows. */
const MAX_FAMILY = 10_000;
/** Bytes of them together: archives in archives could hold any number. */
const MAX_FAMILY_BYTES = 1024 * 1024 * 1024;
/** Characters of an id. */
const MAX_ID = 1024;

type Needs = Pick<IngestPorts, "extractor" | "hash" | "clock" | "logger">;

/** From then on nothing more of it is begun: each of ten thousand files could take a minute to be given up. */
const MAX_FAMILY_MS = 60 * 60 * 1000;

interface Family {
  readonly ids: Set<string>;
  readonly startedAt: number;
  bytes: number;
}

/**
 * Prepares a document and all that lies inside of it, one after the other so that memory holds a few of them at most. What lies inside comes
 * before what it lies in: only when the outermost is stored, and known to its connector, is everything stored. Throws what is no document's own.
 */
export async function* prepareItems(
  ports: Needs,
  document: SourceDocument,
  readBlob: (blobId: string) => Promise<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<PreparedItem> {
  const family: Family = { ids: new Set(), startedAt: ports.clock.now(), bytes: 0 };
  const own = { ...ports, signal, family, root: document.id };
  const { result } = yield* prepareTree(own, { document, readBlob, depth: 0, updatedAt: undefined });
  yield { document, result, ...(!(result instanceof Error) && { children: [...family.ids] }) };
}

type Context = Needs & { readonly signal: AbortSignal; readonly family: Family; readonly root: string };

interface Node {
  readonly document: SourceDocument;
  readonly readBlob: (blobId: string) => Promise<Uint8Array>;
  readonly depth: number;
  /** When neither it nor its content says when it was changed. */
  readonly updatedAt: number | undefined;
}

/** Yields what lies inside and returns the document itself. */
async function* prepareTree(context: Context, node: Node): AsyncGenerator<PreparedItem, Pick<PreparedItem, "result">> {
  const { document, readBlob, updatedAt } = node;
  try {
    const { prepared, inside } = await prepareDocument(context, document, readBlob, context.signal, updatedAt);
    const notes: string[] = [];
    for (const each of inside) yield* prepareInside(context, { ...node, updatedAt: prepared.updatedAt }, each, notes);
    return { result: notes.length === 0 ? prepared : { ...prepared, notes: [...prepared.notes, ...notes] } };
  } catch (error) {
    return { result: reasonOf(context, document, error) };
  }
}

/** What lies inside of one file, page by page. */
async function* prepareInside(context: Context, parent: Node, inside: Inside, notes: string[]): AsyncGenerator<PreparedItem> {
  const { bytes, filename } = inside;
  let page = inside.children;
  if (parent.depth >= MAX_DEPTH) {
    if (page.items.length > 0) notes.push(`What lies inside of it was not read: it would be more than ${MAX_DEPTH} levels deep.`);
    return;
  }
  for (let at = 0; ;) {
    for (const child of page.items) {
      if (isFull(context, child)) {
        const limits = `${MAX_FAMILY.toLocaleString("en")} documents, ${MAX_FAMILY_BYTES / 1024 / 1024} MB or an hour of reading`;
        notes.push(`Not all that lies inside of it was read: the limits are ${limits} for all of it. Split it into smaller files.`);
        return;
      }
      yield* prepareChild(context, parent, child);
    }
    const { next } = page;
    // A reader that goes back would go round for ever.
    if (next === undefined || next <= at) return;
    at = next;
    context.signal.throwIfAborted();
    const { children } = await context.extractor.extract({ bytes, filename, childrenFrom: next, signal: context.signal });
    page = children ?? { items: [] };
  }
}

function isFull({ family, clock }: Context, { content }: ChildDocument): boolean {
  const size = content instanceof Uint8Array ? content.length : 0;
  const isLate = clock.now() - family.startedAt > MAX_FAMILY_MS;
  return isLate || family.ids.size >= MAX_FAMILY || family.bytes + size > MAX_FAMILY_BYTES;
}

async function* prepareChild(context: Context, parent: Node, child: ChildDocument): AsyncGenerator<PreparedItem> {
  context.signal.throwIfAborted();
  const { family, root } = context;
  const { content } = child;
  const document = childOf(context, parent.document, child);
  family.ids.add(document.id);
  if (!(content instanceof Uint8Array)) {
    yield { document, parent: root, result: new SmartyError(content.code, content.message) };
    return;
  }
  family.bytes += content.length;
  const updatedAt = child.updatedAt ?? parent.updatedAt;
  const { result } = yield* prepareTree(context, { document, readBlob: async () => content, depth: parent.depth + 1, updatedAt });
  yield { document, parent: root, result };
}

/** Opens where its parent opens, and is read by whoever may read that one. */
function childOf({ family, hash }: Context, parent: SourceDocument, child: ChildDocument): SourceDocument {
  const path = cleanText(child.path);
  const title = cutText(path.split("/").at(-1) ?? "", 255) || "file";
  const { url, containerId, acl } = parent;
  return {
    id: uniqueId(family, hash, `${parent.id}!/${path}`),
    // Nobody asks for it: it is read when its parent has changed.
    changeKey: "",
    title,
    url,
    mimeType: "application/octet-stream",
    metadata: { ...parent.metadata, inside: parent.title },
    acl,
    sections: [{ kind: "blob", blob: { blobId: "", sizeBytes: 0 }, mimeType: "application/octet-stream", filename: title }],
    ...(parent.path !== undefined && { path: `${parent.path}/${path}` }),
    ...(containerId !== undefined && { containerId }),
  };
}

function uniqueId({ ids }: Family, hash: Needs["hash"], wanted: string): string {
  const id = wanted.length <= MAX_ID ? wanted : `${cutText(wanted, MAX_ID - 100)}!/${hash(wanted)}`;
  for (let times = 1; ; times++) {
    const unique = times === 1 ? id : `${id} (${times})`;
    if (!ids.has(unique)) return unique;
  }
}

/** Whether an error of one document is the document's own, so that the run goes on. */
export function isDocumentsOwn(error: unknown): error is Error {
  if (!isSmartyError(error)) return false;
  return !["auth", "aborted", "full", "unavailable", "config"].includes(error.code);
}

/** What the ledger says of a document that could not be prepared. Throws what is no document's own. */
function reasonOf({ logger, signal }: Context, document: SourceDocument, error: unknown): Error {
  if (signal.aborted) throw error;
  if (isDocumentsOwn(error)) return error;
  if (isSmartyError(error)) throw error;
  // A fault of ours in one document never stops a run; the log has it whole.
  logger.error({ err: error, externalId: document.id }, "a document could not be prepared");
  return new SmartyError("internal", "An unexpected fault in the reader. The server's log has the details.");
}
