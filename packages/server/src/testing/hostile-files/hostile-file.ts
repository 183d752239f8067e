/** How an item of the ledger has to end. */
export interface Expectation {
  readonly state: "indexed" | "skipped" | "failed";
  /** Absent for what is indexed. */
  readonly code?: string;
  /** The true reason, in words for users; of what is indexed nothing is said. */
  readonly reason?: RegExp;
}

export interface HostileFile {
  /** Path in the folder. */
  readonly name: string;
  readonly content: () => string | Uint8Array;
  readonly expected: Expectation;
}

export const INDEXED: Expectation = { state: "indexed" };

export function skipped(code: string, reason: RegExp): Expectation {
  return { state: "skipped", code, reason };
}

export function failed(code: string, reason: RegExp): Expectation {
  return { state: "failed", code, reason };
}

export const DAMAGED = failed("corrupt", /damaged|cut off|cannot be read/);
export const TOO_MUCH = skipped("too_large", /limit|MB|million characters|longer than/);

export function hostile(name: string, expected: Expectation, content: string | Uint8Array | (() => string | Uint8Array)): HostileFile {
  return { name, expected, content: typeof content === "function" ? content : () => content };
}
