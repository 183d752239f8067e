import { createHash } from "node:crypto";

export interface NamedEntry {
  /** As the disk spells it: the only spelling that opens the file on every system. */
  readonly name: string;
  /** Its part of the id, in Unicode's NFC: the same whichever system wrote the name. */
  readonly idPart: string;
}

/**
 * The entries of one folder with their parts of the id, in a stable order. Two names that differ on disk but not in NFC are both kept:
 * the one that is spelt in NFC (else the first by code units) has the plain part, each other gets a suffix made from its spelling.
 */
export function nameEntries(names: readonly string[]): readonly NamedEntry[] {
  const taken = new Set(names.filter((name) => name.normalize("NFC") === name));
  const entries = names.toSorted(byCodeUnits).map((name) => {
    const plain = name.normalize("NFC");
    if (plain === name) return { name, idPart: plain };
    const idPart = taken.has(plain) ? `${plain}~${shortHash(name)}` : plain;
    taken.add(idPart);
    return { name, idPart };
  });
  return entries.toSorted((one, other) => byCodeUnits(one.idPart, other.idPart));
}

/** Eight hexadecimal digits. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

// Not by locale: the order must not change with the machine.
function byCodeUnits(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
