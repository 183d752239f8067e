import type { SyncOp } from "../connector.ts";
import type { BlobRef, ConnectorContext, HttpAnswer, HttpRequest, HttpSocket, SlowDown } from "../connector-host.ts";
import { SmartyError } from "../errors.ts";

/** A recorded answer. Several for the same method and URL are given in order, the last one again and again. */
export interface HttpFixture {
  /** GET when absent. */
  readonly method?: string;
  readonly url: string;
  /** 200 when absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but text and bytes is sent as JSON. */
  readonly body?: unknown;
}

export interface RecordingOptions<Settings, Credential> {
  readonly settings: Settings;
  readonly credential?: Credential;
  /** What the host has stored, by id. */
  readonly known?: Iterable<readonly [string, { readonly changeKey: string }]>;
  readonly http?: readonly HttpFixture[] | ((request: HttpRequest) => Promise<HttpAnswer>);
  readonly connect?: (url: string) => Promise<HttpSocket>;
  /** `blobs.put` refuses more than this with `too_large`. */
  readonly maxBlobBytes?: number;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
}

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
}

/** A context that keeps everything in memory, for an author's own tests. */
export interface RecordingContext<Settings = unknown, Credential = unknown> extends ConnectorContext<Settings, Credential> {
  /** The blobs put so far, by blob id. */
  readonly stored: ReadonlyMap<string, Uint8Array>;
  readonly logs: readonly LogLine[];
  readonly requests: readonly HttpRequest[];
  /** What the connector was told to wait for; nothing is waited for here. */
  readonly slowDowns: readonly SlowDown[];
  /** Marks the items of `op` as seen, as an engine does: `knownByChangeKey` no longer offers them. */
  observe(op: SyncOp): void;
}

/** Makes an in-memory context. An HTTP request without a fixture rejects and names itself. */
export function recordingContext<Settings, Credential = undefined>(
  options: RecordingOptions<Settings, Credential>,
): RecordingContext<Settings, Credential> {
  const stored = new Map<string, Uint8Array>();
  const logs: LogLine[] = [];
  const requests: HttpRequest[] = [];
  const slowDowns: SlowDown[] = [];
  const known = new Map(options.known);
  const seen = new Set<string>();
  let { credential } = options;
  const present = () =>
    credential === undefined
      ? Promise.reject(new SmartyError("auth", "This source has no credential; connect it again."))
      : Promise.resolve(credential);
  const answer = typeof options.http === "function" ? options.http : replay(options.http ?? []);
  return {
    settings: options.settings,
    credentials: {
      get: present,
      update(next) {
        credential = next;
        return Promise.resolve();
      },
      lock: async () => ({ credential: await present(), leaseId: "lease" }),
      release: () => Promise.resolve(),
    },
    http: {
      request(request) {
        requests.push(request);
        return answer(request);
      },
      slowDown(request) {
        slowDowns.push(request);
        return Promise.resolve();
      },
      connect: options.connect ?? ((url) => Promise.reject(new Error(`no socket for ${url}`))),
    },
    blobs: {
      async put(stream): Promise<BlobRef> {
        const bytes = await readCapped(stream, options.maxBlobBytes ?? Number.POSITIVE_INFINITY);
        const blobId = `blob-${stored.size + 1}`;
        stored.set(blobId, bytes);
        return { blobId, sizeBytes: bytes.length };
      },
    },
    log: (level, message, fields) => void logs.push({ level, message, ...(fields !== undefined && { fields }) }),
    signal: options.signal ?? new AbortController().signal,
    now: () => Promise.resolve(options.now?.() ?? 0),
    known: (ids) => Promise.resolve(pick(known, ids)),
    knownByChangeKey: (changeKeys) => Promise.resolve(idsByChangeKey(known, seen, changeKeys)),
    stored,
    logs,
    requests,
    slowDowns,
    observe(op) {
      for (const id of idsOf(op)) seen.add(id);
    },
  };
}

function pick(known: ReadonlyMap<string, { readonly changeKey: string }>, ids: readonly string[]): Map<string, { changeKey: string }> {
  const found = new Map<string, { changeKey: string }>();
  for (const id of ids) {
    const item = known.get(id);
    if (item !== undefined) found.set(id, { changeKey: item.changeKey });
  }
  return found;
}

function idsByChangeKey(
  known: ReadonlyMap<string, { readonly changeKey: string }>,
  seen: ReadonlySet<string>,
  changeKeys: readonly string[],
): Map<string, readonly string[]> {
  const wanted = new Set(changeKeys);
  const found = new Map<string, string[]>();
  for (const [id, { changeKey }] of known) {
    if (!wanted.has(changeKey) || seen.has(id)) continue;
    found.set(changeKey, [...(found.get(changeKey) ?? []), id]);
  }
  return found;
}

function idsOf(op: SyncOp): readonly string[] {
  if (op.op === "upsert") return [op.document.id];
  if (op.op === "touch") return op.previousId === undefined ? [op.id] : [op.id, op.previousId];
  if (op.op === "unchanged" || op.op === "skip" || op.op === "delete") return [op.id];
  return op.op === "error" && op.error.scope === "document" && op.error.ref !== undefined ? [op.error.ref] : [];
}

async function readCapped(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new SmartyError("too_large", `This is larger than the limit of ${maxBytes} bytes; raise the limit.`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function replay(fixtures: readonly HttpFixture[]): (request: HttpRequest) => Promise<HttpAnswer> {
  const queues = new Map<string, HttpFixture[]>();
  for (const fixture of fixtures) {
    const key = `${fixture.method ?? "GET"} ${fixture.url}`;
    queues.set(key, [...(queues.get(key) ?? []), fixture]);
  }
  return (request) => {
    const key = `${request.method ?? "GET"} ${request.url}`;
    const queue = queues.get(key);
    const fixture = queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0];
    if (fixture === undefined) return Promise.reject(new Error(`no fixture for ${key}`));
    const { status = 200, headers } = fixture;
    const { body, isJson } = encodeBody(fixture.body);
    const answered = headers ?? (isJson ? { "content-type": "application/json" } : {});
    return Promise.resolve({ status, headers: answered, body: new Blob([body]).stream() });
  };
}

function encodeBody(body: unknown): { readonly body: BlobPart; readonly isJson: boolean } {
  if (body === undefined) return { body: "", isJson: false };
  if (typeof body === "string") return { body, isJson: false };
  if (body instanceof Uint8Array) return { body: new Uint8Array(body), isJson: false };
  return { body: JSON.stringify(body), isJson: true };
}
