import { z } from "zod";
import { type Connector, defineConnector, type SourceDocument, type SyncOp } from "../../connector.ts";
import type { ConnectorContext } from "../../connector-host.ts";
import { isSmartyError, SmartyError } from "../../errors.ts";
import type { ConnectorSetup, ConnectorWorld } from "../connector-world.ts";

interface Book {
  readonly shelf: string;
  readonly text: string;
  readonly revision: number;
}

const Settings = z.strictObject({
  library: z.string().min(1).meta({ title: "Library", description: "The name of the library." }),
});
const Checkpoint = z.strictObject({ revision: z.number(), position: z.number().optional() });
type Settings = z.infer<typeof Settings>;
type Checkpoint = z.infer<typeof Checkpoint>;

/** A library in memory: books on shelves in two rooms, a log of what was removed, and readers who wait for news. */
export function createLibrary() {
  const books = new Map<string, Book>([
    ["b1", { shelf: "north/poems", text: "Roses are red.", revision: 1 }],
    ["b2", { shelf: "north/poems", text: "Violets are blue.", revision: 1 }],
    ["b3", { shelf: "south", text: "Bread needs flour.", revision: 1 }],
    ["b4", { shelf: "south", text: "Soup needs salt.", revision: 1 }],
  ]);
  const removed = new Map<string, number>();
  const broken = new Set<string>();
  const waiting = new Set<(id: string) => void>();
  let revision = 1;
  const put = (id: string, shelf: string, text: string) => {
    books.set(id, { shelf, text, revision: ++revision });
    for (const wake of waiting) wake(id);
    return Promise.resolve();
  };
  const take = (id: string): Book => {
    const book = books.get(id);
    if (book === undefined) throw new Error(`no book ${id}`);
    books.delete(id);
    removed.set(id, ++revision);
    return book;
  };
  const world: ConnectorWorld = {
    expected: () =>
      [...books]
        .filter(([id]) => !broken.has(id))
        .map(([id, { shelf, text }]) => ({ id, title: `Book ${id}`, containerId: shelf, content: text })),
    addItem: async () => {
      await put("b9", "south", "A new book.");
      return "b9";
    },
    changeItem: (id) => put(id, books.get(id)?.shelf ?? "south", `Second edition, ${revision}.`),
    removeItem: (id) => {
      take(id);
      return Promise.resolve();
    },
    renameItem: async (id) => {
      await put("b8", "south", take(id).text);
      return "b8";
    },
    addContainer: async () => {
      await put("b7", "north/maps", "Here be dragons.");
      return "north/maps";
    },
    breakItem: (id) => {
      broken.add(id);
      return Promise.resolve();
    },
  };
  return { books, removed, broken, waiting, world, revision: () => revision };
}

export type Library = ReturnType<typeof createLibrary>;

/** A sound connector with every optional part: the conformance kit must find nothing wrong with it. */
function createShelf(library: Library): Connector<Settings, undefined, Checkpoint> {
  const { books, broken } = library;
  return defineConnector<Settings, undefined, Checkpoint>({
    id: "shelf",
    title: "Library",
    version: "1.0.0",
    capabilities: { incremental: true, inventory: true, acl: "container", groups: true, live: "push", fetchOne: true },
    auth: ["none"],
    settings: Settings,
    checkpoint: Checkpoint,
    checkpointVersion: 1,
    async *check() {
      yield { id: "open", title: "The library is open", required: true, status: "ok" };
    },
    sync: (context, checkpoint) => syncShelf(library, context, checkpoint),
    async *inventory() {
      for (const [id, book] of books) if (!broken.has(id)) yield { op: "item", id, changeKey: changeKeyOf(book) };
      yield { op: "end", complete: true };
    },
    async *syncGroups() {
      yield { op: "group", group: { id: "readers", members: ["user:ada@example.org"] } };
      yield { op: "end", complete: true };
    },
    async *survey() {
      for (const shelf of shelvesOf(library))
        if (shelf.op === "container") yield { op: "container", id: shelf.node.id, title: shelf.node.title, isIn: true };
      for (const id of books.keys()) if (!broken.has(id)) yield { op: "item", id, title: `Book ${id}`, isIn: true };
      yield { op: "end" };
    },
    async fetchOne(context, { id }) {
      const book = books.get(id);
      return book === undefined ? null : toDocument(context, id, book);
    },
    async *listen({ signal }) {
      while (!signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<string | null>();
        library.waiting.add(resolve);
        signal.addEventListener("abort", () => resolve(null), { once: true });
        const id = await promise;
        library.waiting.delete(resolve);
        if (id !== null) yield { scope: "item", id };
      }
    },
    guide: (settings, { publicOrigin }) => [
      { title: "Get a library card", text: `For **${typeof settings["library"] === "string" ? settings["library"] : "your library"}**.` },
      { title: "Say who you are", text: "Show them this.", copy: [{ label: "Address", value: publicOrigin }] },
    ],
    choices: async (_context, setting, typed) =>
      ["Alexandria", "Pergamon"]
        .filter((name) => setting === "library" && name.startsWith(typed))
        .map((name) => ({ value: name, label: `The library of ${name}` })),
    resolveUrl: (url) => (url.startsWith("https://library.example/") ? [{ id: url.slice("https://library.example/".length) }] : null),
  });
}

type Context = ConnectorContext<Settings, undefined>;

async function* syncShelf(library: Library, context: Context, checkpoint: Checkpoint | null): AsyncGenerator<SyncOp, void> {
  const since = checkpoint?.revision ?? 0;
  const isFull = checkpoint === null || checkpoint.position !== undefined;
  const revision = isFull && checkpoint !== null ? checkpoint.revision : library.revision();
  for (const shelf of shelvesOf(library)) yield shelf;
  const books = [...library.books].filter(([, book]) => isFull || book.revision > since);
  for (let position = checkpoint?.position ?? 0; position < books.length; position += 2) {
    const page = books.slice(position, position + 2);
    const known = await context.known(page.map(([id]) => id));
    for (const [id, book] of page) {
      context.signal.throwIfAborted();
      if (library.broken.has(id)) yield errorOf(id);
      else if (known.get(id)?.changeKey === changeKeyOf(book)) yield { op: "unchanged", id };
      else yield await upsertOf(context, id, book);
    }
    if (isFull) yield { op: "checkpoint", value: { revision, position: position + 2 } };
  }
  if (!isFull) for (const [id, at] of library.removed) if (at > since) yield { op: "delete", id, reason: "deleted" };
  yield { op: "checkpoint", value: { revision } };
  if (!isFull) yield { op: "done", listed: "changes" };
  else yield { op: "done", listed: checkpoint === null ? "everything" : "partial" };
}

function shelvesOf({ books }: Library): readonly SyncOp[] {
  const shelves = new Set([...books.values()].flatMap(({ shelf }) => [shelf.split("/")[0] ?? shelf, shelf]));
  return [...shelves].toSorted().map((id) => {
    const parentId = id.includes("/") ? id.slice(0, id.indexOf("/")) : undefined;
    const node = { id, title: `Shelf ${id}`, acl: { mode: "restricted", allow: ["group:readers"] } } as const;
    return { op: "container", node: parentId === undefined ? node : { ...node, parentId } };
  });
}

function errorOf(id: string): SyncOp {
  return { op: "error", error: { scope: "document", ref: id, code: "parse", message: "The pages stick together.", retryable: true } };
}

async function upsertOf(context: Context, id: string, book: Book): Promise<SyncOp> {
  try {
    return { op: "upsert", document: await toDocument(context, id, book) };
  } catch (error) {
    if (!isSmartyError(error) || error.code !== "too_large") throw error;
    return { op: "skip", id, reason: "too_large", detail: error.message };
  }
}

function changeKeyOf(book: Book): string {
  return `r${book.revision}`;
}

async function toDocument(context: Context, id: string, book: Book): Promise<SourceDocument> {
  if (book.text === "") throw new SmartyError("empty", "The book is empty.");
  const blob = await context.blobs.put(new Blob([book.text]).stream());
  return {
    id,
    changeKey: changeKeyOf(book),
    title: `Book ${id}`,
    url: `https://library.example/${id}`,
    mimeType: "text/plain",
    sections: [
      { kind: "text", text: `About ${id}`, format: "plain" },
      { kind: "blob", blob, mimeType: "text/plain", filename: `${id}.txt` },
    ],
    containerId: book.shelf,
    updatedAt: book.revision,
    metadata: { library: context.settings.library, revision: book.revision },
    acl: { mode: "inherit" },
  };
}

/** A library with its connector, changed by `flaw` when one is given. */
export function shelfSetup(flaw: (connector: Connector, library: Library) => Connector = (connector) => connector): ConnectorSetup {
  const library = createLibrary();
  return { connector: flaw(createShelf(library), library), settings: { library: "Alexandria" }, world: library.world };
}
