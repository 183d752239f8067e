import { expect, test } from "vitest";
import { readFields } from "../settings/read-schema.ts";
import { titleOfSetting } from "./title-of-setting.ts";

const PATTERNS = { type: "array", items: { type: "string" } };
const FIELDS = readFields({
  properties: {
    path: { type: "string", title: "Folder" },
    channels: { type: "object", title: "Channels", properties: { include: { ...PATTERNS, title: "Channels to include" } } },
  },
});

test.each([
  ["settings.path", "Folder"],
  ["settings.channels.include.0", "Channels to include"],
  ["channels.include", "Channels to include"],
  ["settings.channels", "Channels"],
  ["settings.unknown.0", "settings.unknown.0"],
])("%s is called %s", (path, title) => {
  expect(titleOfSetting(FIELDS, path)).toBe(title);
});
