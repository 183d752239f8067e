import type { TFunction } from "i18next";
import { formatNumber } from "../../../ui/format.ts";

type Thing = "files" | "folders" | "documents" | "channels" | "items" | "places";

interface Words {
  readonly items: Thing;
  readonly containers: Thing;
}

const FILES: Words = { items: "files", containers: "folders" };
const WORDS: Readonly<Record<string, Words>> = {
  folder: FILES,
  "google-drive": FILES,
  slack: { items: "documents", containers: "channels" },
};

/** How what a connector lists is called. */
export function wordsOf(connector: string): Words {
  return WORDS[connector] ?? { items: "items", containers: "places" };
}

/** "1,240 files". */
export function countThings(t: TFunction, thing: Thing, count: number): string {
  return t(`sources.things.count.${thing}`, { count, number: formatNumber(count) });
}
