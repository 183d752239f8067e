import { expect, test } from "vitest";
import { createRuntimeSettings, requireFeature } from "./runtime-settings.ts";

function storeOf(first: unknown) {
  const store = { value: first, reads: [] as (() => void)[], holds: false };
  const settings = {
    get: async () => {
      const { value } = store;
      if (store.holds) await new Promise<void>((resolve) => store.reads.push(resolve));
      return value;
    },
    set: async () => {},
    all: async () => [],
  };
  return { store, database: { settings } };
}

test("pinned goes before stored, stored before the default", async () => {
  const { database } = storeOf({ version: 1, values: { "logs.days": 5, "people.linkDays": 2 } });
  const settings = createRuntimeSettings({ database }, { "logs.days": 9 });
  expect(settings.get("people.linkDays"), "before it has read").toBe(7);
  await settings.refresh();
  expect([settings.get("logs.days"), settings.get("people.linkDays"), settings.get("logs.lines")]).toEqual([9, 2, 100_000]);
});

// Another version may have stored what this one does not know or allow: it must start all the same.
test("what cannot be used of what is stored counts as not stored", async () => {
  const values = { "logs.days": 100_000, "logs.level": "loud", "of.tomorrow": 1, "people.linkDays": 3, "features.mcp": "no" };
  const settings = createRuntimeSettings(storeOf({ version: 1, values }));
  await settings.refresh();
  expect([settings.get("logs.days"), settings.get("logs.level"), settings.get("people.linkDays"), settings.get("features.mcp")]).toEqual([
    14,
    "info",
    3,
    true,
  ]);
});

test("an older reading that ends later changes nothing back", async () => {
  const { store, database } = storeOf({ version: 1, values: { "logs.days": 1 } });
  const settings = createRuntimeSettings({ database });
  store.holds = true;
  const older = settings.refresh();
  store.value = { version: 2, values: { "logs.days": 2 } };
  const newer = settings.refresh();
  store.reads[1]?.();
  await newer;
  store.reads[0]?.();
  await older;
  expect(settings.get("logs.days")).toBe(2);
});

test("listeners hear of changes only, and no more when they have left", async () => {
  const { store, database } = storeOf({ version: 1, values: {} });
  const settings = createRuntimeSettings({ database });
  let heard = 0;
  const leave = settings.onChange(() => void (heard += 1));
  await settings.refresh();
  await settings.refresh();
  expect(heard).toBe(1);
  leave();
  store.value = { version: 2, values: {} };
  await settings.refresh();
  expect(heard).toBe(1);
});

test("an ability that is off says so by its name, and uploads by members are only off for members", async () => {
  const settings = createRuntimeSettings(storeOf(undefined), { "features.memberUploads": false, "features.mcp": false });
  expect(() => requireFeature(settings, { role: "admin" }, "features.mcp")).toThrow(/^MCP: an administrator has switched this off/);
  expect(() => requireFeature(settings, { role: "member" }, "features.memberUploads")).toThrow(
    expect.objectContaining({ code: "forbidden" }),
  );
  expect(() => requireFeature(settings, { role: "editor" }, "features.memberUploads")).not.toThrow();
  expect(() => requireFeature(settings, { role: "viewer" }, "features.webhooks")).not.toThrow();
});
