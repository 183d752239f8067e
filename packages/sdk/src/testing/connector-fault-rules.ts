import { expect } from "vitest";
import type { SyncOp } from "../connector.ts";
import type { ConnectorContext } from "../connector-host.ts";
import { isSmartyError, SmartyError } from "../errors.ts";
import { applyOps, type SourceState } from "./apply-ops.ts";
import { type ConnectorRule, RuleSkipped } from "./connector-world.ts";
import { collectOps, expectWorld, firstItem, type Harness } from "./connector-harness.ts";
import { within } from "./within.ts";

/** How soon a run ends after its signal. */
const STOP_LIMIT_MS = 2000;

/** What happens when something goes wrong: at the source, in the host, or because somebody stops the run. */
export const faultRules: readonly ConnectorRule[] = [
  {
    title: "a broken item is reported, the run goes on, and what was stored of it stays",
    async check(harness) {
      if (harness.world.breakItem === undefined) throw new RuleSkipped("the world has no breakItem");
      const { id } = await firstItem(harness);
      await harness.world.breakItem(id);
      const broken = await harness.sync();
      expect(reportsOf(broken.ops), "errors and skips").toContain(id);
      for (const op of broken.ops) if (op.op === "error") expect(op.error.message.trim()).not.toBe("");
      await expectWorld(harness, broken.state);
    },
  },
  {
    title: "an item that breaks after it was stored is not removed",
    async check(harness) {
      if (harness.world.breakItem === undefined) throw new RuleSkipped("the world has no breakItem");
      const { state } = await harness.sync();
      const { id } = await firstItem(harness);
      await harness.world.changeItem(id);
      await harness.world.breakItem(id);
      const broken = await harness.sync(state);
      const report = broken.ops.find((op) => reportsOf([op]).includes(id));
      expect(report, `the error or skip of ${id}`).toBeDefined();
      if (report?.op === "error") expect(idsIn(broken.state)).toEqual(idsIn(state));
    },
  },
  {
    title: "an item over the host's limit is reported as too large, and the run goes on",
    async check(harness) {
      const whole = await harness.sync();
      const withBlobs = [...whole.state.documents.values()].filter((document) => document.sections.some((part) => part.kind === "blob"));
      if (withBlobs.length === 0) throw new RuleSkipped("the connector puts no blobs");
      const capped = await harness.sync(undefined, harness.context(undefined, { maxBlobBytes: 0 }));
      expect(reportsOf(capped.ops, "too_large").toSorted()).toEqual(withBlobs.map((document) => document.id).toSorted());
    },
  },
  {
    title: "a fault of the host stops the run with that fault: it is nobody's item error",
    async check(harness) {
      const { context } = await harness.sync();
      await expectRunFails(harness, { known: fault }, "full");
      if (context.stored.size > 0) await expectRunFails(harness, { blobs: { put: fault } }, "full");
    },
  },
  {
    title: "a run that is aborted before it starts ends at once and removes nothing",
    async check(harness) {
      const { state } = await harness.sync();
      const ops = await stoppedRun(harness, AbortSignal.abort(), () => undefined);
      expect(idsIn(applyOps(state, ops).state)).toEqual(idsIn(state));
    },
  },
  {
    title: "a run that is aborted midway ends promptly and never claims a listing that it did not finish",
    async check(harness) {
      const whole = await harness.sync();
      for (const at of new Set([1, Math.ceil(whole.ops.length / 2)])) {
        const controller = new AbortController();
        const ops = await stoppedRun(harness, controller.signal, (count) => (count === at ? controller.abort() : undefined));
        expect(ops.length, "operations before the abort").toBeGreaterThanOrEqual(at);
        expect(idsIn(applyOps(whole.state, ops).state)).toEqual(idsIn(whole.state));
      }
    },
  },
  {
    title: "an abort while the host stores a blob stops the run: it is not taken for a fault of the item",
    async check(harness) {
      const { context } = await harness.sync();
      if (context.stored.size === 0) throw new RuleSkipped("the connector puts no blobs");
      const controller = new AbortController();
      const put = () => {
        controller.abort();
        return Promise.reject(new SmartyError("aborted", "The run was stopped."));
      };
      const base = harness.context(undefined, { signal: controller.signal });
      const stream = harness.remote.sync({ ...base, blobs: { put } }, null);
      const ops: SyncOp[] = [];
      const outcome = within(STOP_LIMIT_MS, "stopping", drain(stream, ops)).catch((error: unknown) => error);
      expect(await outcome).toMatchObject({ code: "aborted" });
      expect(ops.filter((op) => op.op === "error" || op.op === "done")).toEqual([]);
    },
  },
];

const fault = () => Promise.reject(new SmartyError("full", "No room is left on the disk; make some."));

function idsIn(state: SourceState): readonly string[] {
  return [...state.documents.keys()].toSorted();
}

/** Ids of items reported as not readable; with `code`, those reported for that reason. */
function reportsOf(ops: readonly SyncOp[], code?: "too_large"): readonly string[] {
  return ops.flatMap((op) => {
    if (op.op === "skip" && (code === undefined || op.reason === code)) return [op.id];
    if (op.op === "error" && op.error.ref !== undefined && (code === undefined || op.error.code === code)) return [op.error.ref];
    return [];
  });
}

async function expectRunFails(harness: Harness, faults: Partial<ConnectorContext>, code: string): Promise<void> {
  const base = harness.context();
  const run = collectOps(harness.remote.sync({ ...base, ...faults }, null), base);
  await expect(run, `a run whose ${Object.keys(faults).join()} fails`).rejects.toMatchObject({ code });
}

/** Pulls a run to its end; a run that is stopped may end quietly or throw `aborted`, and nothing else. */
async function stoppedRun(harness: Harness, signal: AbortSignal, onOp: (count: number) => void): Promise<readonly SyncOp[]> {
  const ops: SyncOp[] = [];
  const stream = harness.remote.sync(harness.context(undefined, { signal }), null);
  try {
    await within(STOP_LIMIT_MS, "stopping", drain(stream, ops, onOp));
  } catch (error) {
    if (!isSmartyError(error) || error.code !== "aborted") throw error;
  }
  return ops;
}

async function drain(stream: AsyncIterable<SyncOp>, into: SyncOp[], onOp: (count: number) => void = () => undefined): Promise<void> {
  for await (const op of stream) {
    into.push(op);
    onOp(into.length);
  }
}
