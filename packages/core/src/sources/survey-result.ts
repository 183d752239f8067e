import type { InventoryOp, SkipReason, SurveyOp } from "@smartypants/sdk";
import { cutText } from "../documents/cut-text.ts";
import { cleanText } from "../sync/clean-op.ts";

/** A channel, folder or file that is named in a preview. */
export interface SurveyedThing {
  readonly title: string;
  /** Why it is left out, or what happens before it is read. */
  readonly why: string | null;
}

/** Things of one kind: how many there are, and the first of them by name. */
export interface SurveyedThings {
  readonly inCount: number;
  readonly outCount: number;
  readonly in: readonly SurveyedThing[];
  readonly out: readonly SurveyedThing[];
}

/** What settings choose, as far as it has been counted. */
export interface SurveyResult {
  /** Items that a sync would read, those in `skipped` not among them. */
  readonly items: number;
  readonly skipped: readonly { readonly reason: SkipReason; readonly count: number }[];
  readonly containers: SurveyedThings;
  /** Null where items have no names. */
  readonly named: SurveyedThings | null;
  readonly notes: readonly { readonly setting: string | null; readonly message: string }[];
  /** A sync may bring some more or less than that. */
  readonly isAbout: boolean;
  /** Not everything could be listed. */
  readonly isPartial: boolean;
}

/** Named in a preview. */
const MOST_NAMED = 200;
const MOST_NOTES = 20;
const MAX_TITLE = 300;

export interface Tally {
  add(op: SurveyOp | InventoryOp): void;
  /** Items and containers seen so far, whatever becomes of them. */
  seen(): number;
  result(): SurveyResult;
}

export function createTally(): Tally {
  const containers = createThings();
  const named = createThings();
  /** Of an inventory, which names containers only by where items lie. */
  const places = new Set<string>();
  const skipped = new Map<SkipReason, number>();
  const notes: SurveyResult["notes"][number][] = [];
  let items = 0;
  let seen = 0;
  let isAbout = false;
  let isPartial = false;
  const addNamed = (op: Extract<SurveyOp, { op: "item" }>): void => {
    named.add(op);
    if (op.isIn && op.skip === undefined) items += 1;
    if (op.isIn && op.skip !== undefined) skipped.set(op.skip, (skipped.get(op.skip) ?? 0) + 1);
  };
  const add: Tally["add"] = (op) => {
    if (op.op === "container" || op.op === "item") seen += 1;
    if (op.op === "container") containers.add(op);
    else if (op.op === "item" && "isIn" in op) addNamed(op);
    else if (op.op === "item") {
      items += 1;
      if (op.containerId !== undefined) places.add(op.containerId);
      // An inventory also lists what is skipped for its size or kind.
      isAbout = true;
    } else if (op.op === "items") {
      items += op.count;
      seen += op.count;
    } else if (op.op === "note") {
      if (notes.length < MOST_NOTES) notes.push({ setting: op.setting ?? null, message: clean(op.message) });
    } else if (op.op === "end") {
      isAbout ||= "isAbout" in op && (op.isAbout ?? false);
      isPartial ||= ("isPartial" in op && (op.isPartial ?? false)) || ("complete" in op && !op.complete);
    }
  };
  return {
    add,
    seen: () => seen,
    result: () => {
      const things = containers.things();
      return {
        items,
        skipped: [...skipped].map(([reason, count]) => ({ reason, count })).toSorted((one, other) => other.count - one.count),
        containers: places.size === 0 ? things : { ...things, inCount: things.inCount + places.size },
        named: named.isEmpty() ? null : named.things(),
        notes,
        isAbout,
        isPartial,
      };
    },
  };
}

interface Things {
  add(thing: { readonly title: string; readonly isIn: boolean; readonly why?: string }): void;
  isEmpty(): boolean;
  things(): SurveyedThings;
}

function createThings(): Things {
  const sides = { in: createSide(), out: createSide() };
  return {
    add: ({ title, isIn, why }) => sides[isIn ? "in" : "out"].add({ title: clean(title), why: why === undefined ? null : clean(why) }),
    isEmpty: () => sides.in.count() + sides.out.count() === 0,
    things: () => ({ inCount: sides.in.count(), outCount: sides.out.count(), in: sides.in.first(), out: sides.out.first() }),
  };
}

function createSide() {
  let count = 0;
  const named: SurveyedThing[] = [];
  return {
    add: (thing: SurveyedThing) => {
      count += 1;
      if (named.length < MOST_NAMED) named.push(thing);
    },
    count: () => count,
    first: () => [...named],
  };
}

function clean(text: string): string {
  return cutText(cleanText(text), MAX_TITLE);
}
