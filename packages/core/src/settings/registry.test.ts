import { expect, test } from "vitest";
import { valueOfText } from "./define-setting.ts";
import { RUNTIME_SETTINGS, SETTING_KEYS, settingOf } from "./registry.ts";

test.each(SETTING_KEYS)("%s has a default that it allows, words in both languages and a variable of its own", (key) => {
  const { fallback, schema, title, help, variable } = settingOf(key);
  expect(schema.safeParse(fallback).success).toBe(true);
  for (const words of [title, help]) {
    expect(words.en).not.toBe("");
    expect(words.de).not.toBe("");
  }
  expect(variable).toMatch(/^SMARTY_[A-Z_]+$/);
  expect(SETTING_KEYS.filter((each) => settingOf(each).variable === variable)).toEqual([key]);
});

test("a number says between which it must be, and takes both ends", () => {
  const { schema, min, max } = settingOf("people.linkDays");
  expect([min, max].map((value) => schema.safeParse(value).success)).toEqual([true, true]);
  for (const value of [0, 31, 1.5, "7", Number.NaN, Number.POSITIVE_INFINITY, null]) {
    expect(schema.safeParse(value).error?.issues[0]?.message, String(value)).toContain("from 1 to 30");
  }
});

test("text of the environment becomes the setting's kind, or stays what nothing accepts", () => {
  const read = (key: (typeof SETTING_KEYS)[number], text: string) => settingOf(key).schema.safeParse(valueOfText(settingOf(key), text));
  expect(["on", "TRUE", "1", "off", "no"].map((text) => read("features.mcp", text).data)).toEqual([true, true, true, false, false]);
  expect(["maybe", ""].map((text) => read("features.mcp", text).success)).toEqual([false, false]);
  expect([read("people.linkDays", " 9 ").data, read("people.linkDays", "9.5").success]).toEqual([9, false]);
  expect(read("logs.level", "DEBUG").data).toBe("debug");
  expect(read("general.organisation", " Ada & Co. ").data).toBe("Ada & Co.");
});

// The types that the rest of the product reads come from here.
test("each key is in the group that its name begins with", () => {
  for (const [key, { group }] of Object.entries(RUNTIME_SETTINGS)) expect(key.startsWith(`${group}.`), key).toBe(true);
});
