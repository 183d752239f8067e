import { SETTING_KEYS, settingOf } from "@smartypants/core";
import { expect, test } from "vitest";
import { readConfig, SETTINGS } from "./config.ts";

test("a variable or a flag pins its setting, and what is not set is left to the administrators", () => {
  const { config, explained, warnings } = readConfig(
    { SMARTY_FEATURE_MCP: "off", SMARTY_LINK_DAYS: "3", SMARTY_LOG_LEVEL: "error", SMARTY_ORGANISATION: "" },
    { "log-level": "debug" },
  );
  expect(config.pinned).toEqual({ "features.mcp": false, "people.linkDays": 3, "logs.level": "debug" });
  expect(warnings).toEqual([]);
  const about = new Map(explained.map((each) => [each.name, each]));
  expect(about.get("logs.level")).toMatchObject({ value: "debug", from: "flag", editable: true });
  expect(about.get("people.sessionDays")).toMatchObject({ value: 30, from: "default", editable: true });
  expect(about.get("host")).toMatchObject({ editable: false });
});

test.each([
  [{ SMARTY_LINK_DAYS: "99" }, /^SMARTY_LINK_DAYS: .*from 1 to 30/],
  [{ SMARTY_FEATURE_MCP: "perhaps" }, /^SMARTY_FEATURE_MCP: /],
  [{ SMARTY_LOG_LEVEL: "loud" }, /^SMARTY_LOG_LEVEL: .*debug, info, warn, error/],
])("a bad value stops the start and names itself: %o", (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message);
});

test("no variable stands for two settings", () => {
  const variables = [...Object.values(SETTINGS), ...SETTING_KEYS.map(settingOf)].map(({ variable }) => variable);
  expect(new Set(variables).size).toBe(variables.length);
});
