import { expect } from "vitest";
import type { LiveHint, SourceDocument } from "../connector.ts";
import { type ConnectorRule, RuleSkipped } from "./connector-world.ts";
import { firstItem, type Harness, withContent } from "./connector-harness.ts";
import { within } from "./within.ts";

const STOP_LIMIT_MS = 2000;
const HINT_LIMIT_MS = 15_000;
// Longer than a usual debounce, or each change would push the hint further away.
const CHANGE_EVERY_MS = 500;

/** Single items and live hints. */
export const itemRules: readonly ConnectorRule[] = [
  {
    title: "fetchOne gives what the sync gave",
    async check(harness) {
      const { remote, sync, context } = harness;
      if (remote.fetchOne === undefined) throw new RuleSkipped("the connector has no fetchOne");
      const { state, context: synced } = await sync();
      expect(state.documents.size, "documents").toBeGreaterThan(0);
      for (const document of state.documents.values()) {
        const used = context(state);
        const fetched = await remote.fetchOne(used, { id: document.id });
        // A sync shows its containers by themselves.
        const { container, ...alone } = fetched ?? {};
        if (container !== undefined) expect(container.id, "the container of a fetched item").toBe(document.containerId);
        expect(fetched === null ? null : withContent(alone as SourceDocument, used.stored)).toEqual(withContent(document, synced.stored));
      }
    },
  },
  {
    title: "fetchOne of an item that is gone, or never was, gives null",
    async check(harness) {
      const { remote, world, context } = harness;
      if (remote.fetchOne === undefined) throw new RuleSkipped("the connector has no fetchOne");
      const { id } = await firstItem(harness);
      await world.removeItem(id);
      for (const gone of [id, "no-such-item"]) expect(await remote.fetchOne(context(), { id: gone }), `fetchOne of ${gone}`).toBeNull();
    },
  },
  {
    title: "a change at the source gives a hint, and listening ends with the signal",
    async check(harness) {
      const { remote } = harness;
      if (remote.listen === undefined) throw new RuleSkipped("the connector does not listen");
      const { id } = await firstItem(harness);
      const controller = new AbortController();
      const hints = remote.listen(harness.context(undefined, { signal: controller.signal }))[Symbol.asyncIterator]();
      const first = await firstHint(harness, id, hints);
      expect(first.done, "listening ended by itself").not.toBe(true);
      expect(["item", "container", "source"]).toContain(first.value?.scope);
      if (first.value?.scope === "item") expect(first.value.id).toBe(id);
      controller.abort();
      await within(STOP_LIMIT_MS, "stopping to listen", endOf(hints));
    },
  },
];

/** Changes the item until a hint comes: nobody can tell from outside when listening has begun. */
async function firstHint(harness: Harness, id: string, hints: AsyncIterator<LiveHint>): Promise<IteratorResult<LiveHint | undefined>> {
  let changing = Promise.resolve();
  const change = () => {
    changing = changing.then(() => harness.world.changeItem(id));
  };
  const timer = setInterval(change, CHANGE_EVERY_MS);
  try {
    return await within(HINT_LIMIT_MS, "the hint of a change", hints.next());
  } finally {
    clearInterval(timer);
    await changing;
  }
}

async function endOf(hints: AsyncIterator<LiveHint>): Promise<void> {
  for (let step = await hints.next(); step.done !== true; step = await hints.next());
}
