import type { Connector } from "@smartypants/sdk";

/** A made-up company at a source, its double, and what its people may find there. */
export interface RemoteWorld {
  readonly connector: Connector;
  readonly settings: object;
  readonly credential: object;
  /** By address. */
  readonly people: readonly string[];
  /** One thing that happens there, by chance; its name. */
  change(): string;
  /** From now on some answers are not what they should be. */
  breakSomething(): void;
  /** All answers are right again. */
  heal(): void;
  /** So much time passes that the next sync reads everything. */
  passNight(): void;
  /** The words that each person may find, by address. Each text at the source has a word that no other has, and gets another with each edit. */
  truth(): ReadonlyMap<string, ReadonlySet<string>>;
  /** By address: words that may be shown as well, because they were read before the source closed them to the product, and not to this person. */
  kept(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Opens again what only an earlier reading could know: whoever connects now finds all that others have kept. */
  reopen(): void;
  /** The credential works no more. */
  revoke(): void;
  /** What the double was asked wrongly. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

const DIGITS = "bcdfghjklm";

/** A word that stands nowhere else: without vowels or endings that an analyzer would cut. */
export function wordOf(count: number): string {
  return `zq${Array.from(String(count), (digit) => DIGITS[Number(digit)]).join("")}x`;
}

export function wordsIn(text: string): readonly string[] {
  return text.match(/zq[b-m]+x/g) ?? [];
}
