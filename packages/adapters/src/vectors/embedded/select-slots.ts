import type { IndexFilter, IndexScope } from "@smartypants/core";
import type { Interner } from "./interner.ts";
import type { SlotTable } from "./slot-table.ts";

/** Writes the slots that pass the filter to `into`, in ascending order, and returns how many. */
export function selectSlots(table: SlotTable, filter: IndexFilter, into: Int32Array): number {
  const { columns, size } = table;
  const acls = aclFlags(filter.acls, table.bounds.acl);
  const test = payloadTest(table, filter);
  let count = 0;
  // Written first and kept by counting it: no branch to mispredict when every other chunk may be seen.
  for (let slot = 0; slot < size; slot++) {
    into[count] = slot;
    count += acls[columns.acls[slot] ?? 0] ?? 0;
  }
  if (test === undefined) return count;
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const slot = into[index] ?? 0;
    if (test(slot)) into[kept++] = slot;
  }
  return kept;
}

/** What the filter asks beyond the ACL; absent when that is nothing. */
function payloadTest(table: SlotTable, filter: IndexFilter): ((slot: number) => boolean) | undefined {
  const all = scopeTest(table, filter);
  if (filter.anyOf === undefined) return all;
  const scopes = filter.anyOf.map((scope) => scopeTest(table, scope) ?? (() => true));
  const isInOne = (slot: number): boolean => scopes.some((test) => test(slot));
  return all === undefined ? isInOne : (slot) => all(slot) && isInOne(slot);
}

function scopeTest(table: SlotTable, filter: IndexScope): ((slot: number) => boolean) | undefined {
  const { columns } = table;
  const tests: ((slot: number) => boolean)[] = [];
  const addFlags = (column: Int32Array, flags: Uint8Array): void => {
    tests.push((slot) => flags[column[slot] ?? 0] === 1);
  };
  if (filter.sources !== undefined) addFlags(columns.sources, textFlags(table.sources, filter.sources));
  if (filter.containers !== undefined) addFlags(columns.containers, textFlags(table.containers, filter.containers));
  if (filter.kinds !== undefined) addFlags(columns.kinds, textFlags(table.kinds, filter.kinds));
  if (filter.authors !== undefined) addFlags(columns.authors, table.authors.containing(filter.authors));
  if (filter.updatedAfter !== undefined || filter.updatedBefore !== undefined) {
    const { updatedAfter = -Infinity, updatedBefore = Infinity } = filter;
    tests.push((slot) => (columns.updatedAt[slot] ?? 0) >= updatedAfter && (columns.updatedAt[slot] ?? 0) < updatedBefore);
  }
  if (filter.chunks !== undefined) {
    const wanted = new Set(filter.chunks);
    tests.push((slot) => wanted.has(columns.chunkIds[slot] ?? -1));
  }
  if (tests.length <= 1) return tests[0];
  return (slot) => tests.every((test) => test(slot));
}

function aclFlags(ids: readonly number[], highest: number): Uint8Array {
  const flags = new Uint8Array(highest + 1);
  // A write beyond the end of a typed array does nothing: ids that no chunk has are ignored.
  for (const id of ids) flags[id] = 1;
  return flags;
}

/** 0, the number of "none", is never wanted. */
function textFlags(interner: Interner, wanted: readonly string[]): Uint8Array {
  const flags = new Uint8Array(interner.size + 1);
  for (const text of wanted) flags[interner.find(text)] = 1;
  flags[0] = 0;
  return flags;
}
