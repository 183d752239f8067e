/** Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** UUIDv7: sorts by time of creation. */
export interface Ids {
  next(): string;
}

export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** The disk that everything is stored on. */
export interface Disk {
  space(): Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
}

/** Content-addressed: the same bytes are kept once. Names never come from outside. */
export interface BlobStore {
  /** Throws `too_large` with the number when the stream is longer than `maxBytes`; nothing is kept then. */
  put(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<{ readonly blobId: string; readonly sizeBytes: number }>;
  /** Throws `not_found`. */
  read(blobId: string): Promise<Uint8Array>;
  open(blobId: string): Promise<ReadableStream<Uint8Array>>;
  remove(blobId: string): Promise<void>;
  /** Every blob, for the sweep of those nobody refers to. */
  list(): AsyncIterable<{ readonly blobId: string; readonly storedAt: number }>;
}

/** Ids and numbers only; content never travels here. */
export interface BusEvents {
  readonly "run-event": { readonly runId: string; readonly sequence: number };
  readonly "run-cancel": { readonly runId: string };
  readonly "sync-progress": { readonly syncRunId: string };
  readonly "job-added": { readonly task: string };
  readonly settings: { readonly key: string };
}

export interface EventBus {
  publish<Topic extends keyof BusEvents>(topic: Topic, event: BusEvents[Topic]): void;
  /** Returns the function that ends the subscription. */
  subscribe<Topic extends keyof BusEvents>(topic: Topic, listener: (event: BusEvents[Topic]) => void): () => void;
}

/** Seals secrets with a key kept outside the database. */
export interface Vault {
  /** `context` is bound to the ciphertext: a value moved to another row does not open. */
  seal(plain: string, context: string): string;
  /** Throws `config` when the key is missing or the value was changed. */
  open(sealed: string, context: string): string;
  /** The same text in the same context gives the same 128 bits, which nobody without the key can tell or try out. Another first key gives others. */
  fingerprint(text: string, context: string): string;
}

/** 128 bits of a cryptographic hash as text; equal inputs give equal texts on every machine. */
export type Hash = (text: string) => string;
