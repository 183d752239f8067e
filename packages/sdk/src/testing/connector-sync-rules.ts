import { expect } from "vitest";
import { isPrincipal } from "../acl.ts";
import type { SyncOp } from "../connector.ts";
import { applyOps, EMPTY_STATE, type SourceState } from "./apply-ops.ts";
import { type ConnectorRule, RuleSkipped } from "./connector-world.ts";
import { collectOps, documentsIn, expectWorld, firstItem, type Harness, runSync, toArray } from "./connector-harness.ts";

/** What a sync shows, first and later. */
export const syncRules: readonly ConnectorRule[] = [
  {
    title: "the first sync shows every item once and ends with one done",
    async check(harness) {
      const { ops, state } = await harness.sync();
      const expected = await expectWorld(harness, state);
      expect(documentsIn(ops).length, "upserts").toBe(expected.length);
      expect(ops.at(-1)?.op).toBe("done");
      if (harness.remote.inventory === undefined)
        expect(ops.at(-1), "without an inventory, only a full listing can remove anything").toMatchObject({ listed: "everything" });
    },
  },
  {
    title: "a second sync of an unchanged source says unchanged for everything and reads no blob",
    async check(harness) {
      const { state } = await harness.sync();
      const again = await harness.sync(state);
      const expected = await expectWorld(harness, again.state);
      expect(idsOf(again.ops, "unchanged")).toEqual(expected.map((item) => item.id).toSorted());
      expect(changesIn(again.ops)).toEqual([]);
      expect(again.context.stored.size, "blobs read").toBe(0);
    },
  },
  {
    title: "a changed item is shown again, and no other",
    async check(harness) {
      const { state } = await harness.sync();
      const { id } = await firstItem(harness);
      await harness.world.changeItem(id);
      const again = await harness.sync(state);
      expect(changesIn(again.ops)).toEqual([`upsert ${id}`]);
      expect(again.state.documents.get(id)?.changeKey).not.toBe(state.documents.get(id)?.changeKey);
      await expectWorld(harness, again.state);
    },
  },
  {
    title: "a new item is shown, and no other",
    async check(harness) {
      const { state } = await harness.sync();
      const id = await harness.world.addItem();
      const again = await harness.sync(state);
      expect(changesIn(again.ops)).toEqual([`upsert ${id}`]);
      await expectWorld(harness, again.state);
    },
  },
  {
    title: "a removed item is gone after the next sync, and no other",
    async check(harness) {
      const { state } = await harness.sync();
      const { id } = await firstItem(harness);
      await harness.world.removeItem(id);
      const again = await harness.sync(state);
      expect(again.state.documents.has(id)).toBe(false);
      expect(again.state.documents.size).toBe(state.documents.size - 1);
      await expectWorld(harness, again.state);
    },
  },
  {
    title: "a moved item ends at its new place; told as a touch, it is not read again",
    async check(harness) {
      if (harness.world.renameItem === undefined) throw new RuleSkipped("the world has no renameItem");
      const { state } = await harness.sync();
      const { id } = await firstItem(harness);
      const newId = await harness.world.renameItem(id);
      const again = await harness.sync(state);
      expect(again.ops.some((op) => (op.op === "touch" && op.id === newId) || (op.op === "upsert" && op.document.id === newId))).toBe(true);
      if (again.ops.some((op) => op.op === "touch")) expect(again.context.stored.size, "blobs read").toBe(0);
      await expectWorld(harness, again.state);
      const third = await harness.sync(again.state);
      expect(changesIn(third.ops), "after the move nothing is left to tell").toEqual([]);
    },
  },
  {
    title: "containers come before what is in them, and a new one with its parent",
    async check(harness) {
      const { state } = await harness.sync();
      for (const document of state.documents.values())
        if (document.containerId !== undefined) expect([...state.containers.keys()]).toContain(document.containerId);
      for (const node of state.containers.values()) expect(node.title.trim(), `title of ${node.id}`).not.toBe("");
      if (harness.world.addContainer === undefined) throw new RuleSkipped("the world has no addContainer");
      const added = await harness.world.addContainer();
      // From nothing, so that a container stored earlier cannot hide a wrong order.
      const again = await harness.sync();
      expect(again.state.containers.get(added)?.parentId, "the parent of the new container").toBeDefined();
      await expectWorld(harness, again.state);
    },
  },
  {
    title: "resuming after any checkpoint, or from nothing when there is none, gives the same documents",
    async check(harness) {
      const whole = await harness.sync();
      const cuts = whole.ops.flatMap((op, at) => (op.op === "checkpoint" ? [at + 1] : []));
      for (const cut of cuts.length > 0 ? cuts : [Math.ceil(whole.ops.length / 2)]) {
        const context = harness.context();
        const { state } = applyOps(EMPTY_STATE, await collectOps(harness.remote.sync(context, null), context, cut));
        const resumed = await runSync(harness.remote, state, harness.context(state), await storedCheckpoint(harness, state));
        await expectWorld(harness, resumed.state);
      }
    },
  },
  {
    title: "an incremental sync names what changed, and removes nothing else",
    async check(harness) {
      if (!harness.remote.info.capabilities.incremental) throw new RuleSkipped("the connector is not incremental");
      const { state } = await harness.sync();
      const [changed, removed] = await harness.world.expected();
      if (changed === undefined || removed === undefined) throw new Error("the world has fewer than two items");
      await harness.world.changeItem(changed.id);
      await harness.world.removeItem(removed.id);
      const added = await harness.world.addItem();
      const again = await runSync(harness.remote, state, harness.context(state), await storedCheckpoint(harness, state));
      expect(again.ops.at(-1)).toMatchObject({ op: "done", listed: "changes" });
      expect(documentsIn(again.ops).map((document) => document.id)).toEqual(expect.arrayContaining([changed.id, added]));
      await expectWorld(harness, again.state);
    },
  },
  {
    title: "an inventory lists every item once, with the change key of the sync",
    async check(harness) {
      if (harness.remote.inventory === undefined) throw new RuleSkipped("the connector has no inventory");
      const { state } = await harness.sync();
      const ops = await toArray(harness.remote.inventory(harness.context(state), null));
      const items = ops.filter((op) => op.op === "item");
      expect(items.map((item) => item.id).toSorted()).toEqual([...state.documents.keys()].toSorted());
      for (const item of items) if (item.changeKey !== undefined) expect(item.changeKey).toBe(state.documents.get(item.id)?.changeKey);
      expect(ops.filter((op) => op.op === "end").length).toBe(1);
      expect(ops.at(-1)).toMatchObject({ op: "end", complete: true });
    },
  },
  {
    title: "groups are listed whole, with well-formed members",
    async check(harness) {
      if (harness.remote.syncGroups === undefined) throw new RuleSkipped("the connector has no groups");
      const ops = await toArray(harness.remote.syncGroups(harness.context()));
      const groups = ops.flatMap((op) => (op.op === "group" ? [op.group] : []));
      expect(new Set(groups.map((group) => group.id)).size, "groups with an id of their own").toBe(groups.length);
      for (const { id, members } of groups)
        expect(
          members.filter((member) => !isPrincipal(member)),
          `malformed members of ${id}`,
        ).toEqual([]);
      expect(ops.filter((op) => op.op === "end").length).toBe(1);
      expect(ops.at(-1)).toMatchObject({ op: "end", complete: true });
    },
  },
  {
    title: "two syncs side by side do not disturb each other",
    async check(harness) {
      const runs = await Promise.all([harness.sync(), harness.sync()]);
      for (const { state } of runs) await expectWorld(harness, state);
    },
  },
];

/** The checkpoint as a host gives it back: stored as JSON and parsed by the connector's schema. */
async function storedCheckpoint(harness: Harness, state: SourceState): Promise<unknown> {
  if (state.checkpoint === null) return null;
  const text = JSON.stringify(state.checkpoint);
  expect(text.length, "size of a checkpoint as JSON").toBeLessThan(1_000_000);
  const parsed = await harness.remote.parse("checkpoint", JSON.parse(text));
  expect(parsed, "the connector's schema accepts its own checkpoint").toMatchObject({ ok: true });
  return parsed.ok ? parsed.value : null;
}

function idsOf(ops: readonly SyncOp[], kind: "unchanged"): readonly string[] {
  return ops.flatMap((op) => (op.op === kind ? [op.id] : [])).toSorted();
}

/** Everything that says more than "still there". */
function changesIn(ops: readonly SyncOp[]): readonly string[] {
  return ops.flatMap((op) => {
    if (op.op === "upsert") return [`upsert ${op.document.id}`];
    if (op.op === "touch" || op.op === "skip" || op.op === "delete") return [`${op.op} ${op.id}`];
    if (op.op === "deleteContainer") return [`deleteContainer ${op.containerId}`];
    return op.op === "error" ? [`error ${op.error.message}`] : [];
  });
}
