import { expect } from "vitest";
import type { SurveyOp } from "../survey.ts";
import { toArray } from "./connector-harness.ts";
import { type ConnectorRule, RuleSkipped } from "./connector-world.ts";
import { within } from "./within.ts";

const STOP_LIMIT_MS = 2000;

/** What a form shows before anything is stored. */
export const surveyRules: readonly ConnectorRule[] = [
  {
    title: "a survey tells of each thing once, by lists alone, and counts what a sync brings",
    async check(harness) {
      const { remote, sync, context } = harness;
      if (remote.survey === undefined) throw new RuleSkipped("the connector has no survey");
      const { state } = await sync();
      const used = context();
      const ops = await toArray(remote.survey(used, { isCounted: true }));
      expect(used.stored.size, "blobs read for a survey").toBe(0);
      expect(ops.filter(({ op }) => op === "end").length, "ends").toBe(1);
      const end = ops.at(-1);
      expect(end, "the last operation").toMatchObject({ op: "end" });
      for (const kind of ["container", "item"] as const) {
        const told = ops.flatMap((op) => ((op.op === "container" || op.op === "item") && op.op === kind ? [op] : []));
        expect(new Set(told.map(({ id }) => id)).size, `${kind}s told of more than once`).toBe(told.length);
        for (const { id, title } of told) expect(title.trim(), `title of ${id}`).not.toBe("");
      }
      const leftOut = ops.flatMap((op) => (op.op === "container" && !op.isIn ? [op.id] : []));
      expect(
        leftOut.filter((id) => state.containers.has(id)),
        "containers that a sync shows and a survey leaves out",
      ).toEqual([]);
      if (end?.op === "end" && end.isAbout !== true) expect(countOf(ops), "items counted").toBe(state.documents.size);
    },
  },
  {
    title: "a survey that is aborted ends",
    async check(harness) {
      const { remote, context } = harness;
      if (remote.survey === undefined) throw new RuleSkipped("the connector has no survey");
      const controller = new AbortController();
      const steps = remote.survey(context(undefined, { signal: controller.signal }), { isCounted: true })[Symbol.asyncIterator]();
      await steps.next();
      controller.abort();
      const rest = async (): Promise<void> => {
        while ((await steps.next()).done !== true);
      };
      // That it rejects is as good as that it is over.
      await within(
        STOP_LIMIT_MS,
        "stopping a survey",
        rest().catch(() => undefined),
      );
      expect((await steps.next()).done, "nothing comes afterwards").toBe(true);
    },
  },
];

function countOf(ops: readonly SurveyOp[]): number {
  return ops.reduce((sum, op) => sum + (op.op === "items" ? op.count : op.op === "item" && op.isIn && op.skip === undefined ? 1 : 0), 0);
}
