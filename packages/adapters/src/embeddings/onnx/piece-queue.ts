import { SmartyError } from "@smartypants/sdk";

/** Does one piece of work at a time. */
export interface PieceRunner {
  run(texts: readonly string[]): Promise<Float32Array>;
  /** Ends what `run` needs; a later `run` starts it anew. */
  end(): Promise<void>;
}

export interface PieceQueue {
  /** Urgent pieces go first. An aborted one is given up at once, also when it is under way. */
  add(texts: readonly string[], isUrgent: boolean, signal: AbortSignal | undefined): Promise<Float32Array>;
  /** Rejects what waits or runs with `aborted`, and whatever comes after it. */
  close(): Promise<void>;
}

interface Piece {
  readonly texts: readonly string[];
  readonly resolve: (vectors: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Hands out the pieces one by one, and ends the runner after `idleMs` without any. */
export function createPieceQueue(runner: PieceRunner, idleMs: number): PieceQueue {
  const queues = { urgent: new Set<Piece>(), patient: new Set<Piece>() };
  let idle: ReturnType<typeof setTimeout> | undefined;
  let running: Piece | undefined;
  let isClosed = false;
  const pump = async (): Promise<void> => {
    if (running !== undefined) return;
    clearTimeout(idle);
    for (let piece = takeNext(queues); piece !== undefined; piece = takeNext(queues)) {
      running = piece;
      await runner.run(piece.texts).then(piece.resolve, piece.reject);
    }
    running = undefined;
    if (!isClosed) idle = setTimeout(() => void runner.end(), idleMs).unref();
  };
  return {
    add: (texts, isUrgent, signal) => {
      if (isClosed) return Promise.reject(closed());
      if (signal?.aborted === true) return Promise.reject(aborted(signal));
      const queue = isUrgent ? queues.urgent : queues.patient;
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
      const piece: Piece = { texts, resolve, reject };
      const leave = (): void => {
        queue.delete(piece);
        if (signal !== undefined) reject(aborted(signal));
      };
      signal?.addEventListener("abort", leave, { once: true });
      queue.add(piece);
      void pump();
      return promise.finally(() => signal?.removeEventListener("abort", leave));
    },
    close: async () => {
      isClosed = true;
      clearTimeout(idle);
      for (const piece of [running, ...queues.urgent, ...queues.patient]) piece?.reject(closed());
      for (const queue of Object.values(queues)) queue.clear();
      await runner.end();
    },
  };
}

function takeNext({ urgent, patient }: { readonly urgent: Set<Piece>; readonly patient: Set<Piece> }): Piece | undefined {
  const queue = urgent.size > 0 ? urgent : patient;
  const [piece] = queue;
  if (piece !== undefined) queue.delete(piece);
  return piece;
}

function aborted(signal: AbortSignal): SmartyError {
  return new SmartyError("aborted", "Embedding was cancelled.", { cause: signal.reason });
}

function closed(): SmartyError {
  return new SmartyError("aborted", "The embedding model was closed. Try again.");
}
