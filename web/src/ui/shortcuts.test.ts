import { describe, expect, test } from "vitest";
import { createStrokes, nameOf } from "./key-strokes.ts";
import { isTaken, meetsWith } from "./change-shortcuts.ts";
import { ACTION_NAMES, ACTIONS, activeKeys, isSingle, keysOf, readShortcuts, type ShortcutChoice } from "./shortcuts.ts";

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const USUAL = readShortcuts(null);

function having(keys: ShortcutChoice["keys"]): ShortcutChoice {
  return { ...USUAL, keys };
}

describe("a stroke", () => {
  test.each([
    [{ ...NONE, key: "j" }, "j"],
    [{ ...NONE, key: "K", ctrlKey: true }, "mod+k"],
    [{ ...NONE, key: "k", metaKey: true }, "mod+k"],
    [{ ...NONE, key: "O", metaKey: true, shiftKey: true }, "mod+shift+o"],
    [{ ...NONE, key: "?", shiftKey: true }, "?"],
    [{ ...NONE, key: " " }, "Space"],
    [{ ...NONE, key: " ", shiftKey: true }, "shift+Space"],
    [{ ...NONE, key: "Escape", shiftKey: true }, "shift+Escape"],
    [{ ...NONE, key: "n", altKey: true, ctrlKey: true }, "mod+alt+n"],
    [{ ...NONE, key: "Shift", shiftKey: true }, null],
  ])("%o is called %j", (event, name) => {
    expect(nameOf(event)).toBe(name);
  });

  test("is the second of two when the first was just before it", () => {
    const strokes = createStrokes();
    expect([strokes.read("g", 0, ["g s", "s"]), strokes.read("s", 1500, ["g s", "s"]), strokes.read("s", 1600, ["g s", "s"])]).toEqual([
      "g",
      "g s",
      "s",
    ]);
  });

  test("stands for itself when it comes too late, or when the two mean nothing", () => {
    const strokes = createStrokes();
    strokes.read("g", 0, ["g s", "s", "x"]);
    expect(strokes.read("s", 1501, ["g s", "s", "x"])).toBe("s");
    strokes.read("g", 2000, ["g s", "s", "x"]);
    expect([strokes.read("x", 2100, ["g s", "s", "x"]), strokes.read("s", 2200, ["g s", "s", "x"])]).toEqual(["x", "s"]);
  });
});

describe("keys that were chosen", () => {
  test("are read back; what is broken or of another version is left out", () => {
    const stored = JSON.stringify({ isSingleOff: true, keys: { next: "n", previous: null, gone: "x", open: 7 } });
    expect(readShortcuts(stored)).toEqual({ isOff: false, isSingleOff: true, keys: { next: "n", previous: null } });
    for (const text of [null, "", "{", "null", "[]", '"x"', '{"keys":3}']) expect(readShortcuts(text), String(text)).toEqual(USUAL);
  });

  test("stand in place of the usual ones, and none means none", () => {
    const choice = having({ next: "n", previous: null });
    expect([keysOf(choice, "next"), keysOf(choice, "previous"), keysOf(choice, "open")]).toEqual(["n", null, "Enter"]);
  });

  test("of single signs can be switched off; those with Ctrl, and keys that write nothing, stay", () => {
    const choice = { ...USUAL, isSingleOff: true };
    const on = ACTION_NAMES.filter((action) => activeKeys(choice, action) !== null);
    expect(on).toEqual(["palette", "newChat", "preview", "open", "close", "composer", "stop"]);
    expect(["?", "g s", "j", "é", "🙂"].every(isSingle)).toBe(true);
    expect(["mod+k", "Escape", "Space", "alt+j"].some(isSingle)).toBe(false);
  });

  test("are all silent when shortcuts are off", () => {
    expect(ACTION_NAMES.every((action) => activeKeys({ ...USUAL, isOff: true }, action) === null)).toBe(true);
  });
});

describe("two actions", () => {
  test("meet when they have the same keys in the same place, or one begins the other", () => {
    expect(meetsWith(USUAL, "next", "k")).toEqual(["previous"]);
    expect(meetsWith(USUAL, "next", "g")).toEqual(["search", "chats", "documents"]);
    expect(meetsWith(USUAL, "search", "j x")).toEqual(["next"]);
    expect(meetsWith(USUAL, "palette", "Escape")).toEqual(["close", "stop"]);
    expect(meetsWith(having({ previous: null }), "next", "k")).toEqual([]);
    expect(meetsWith(USUAL, "next", "j")).toEqual([]);
  });

  test("of different pages may have the same", () => {
    expect(meetsWith(USUAL, "stop", "j")).toEqual([]);
  });

  test("do not meet as they come", () => {
    expect(ACTION_NAMES.filter((action) => meetsWith(USUAL, action, ACTIONS[action].keys).length > 0)).toEqual([]);
  });

  test("never get what browsers keep for themselves", () => {
    expect(["mod+t", "mod+c", "Tab"].every(isTaken)).toBe(true);
    expect(ACTION_NAMES.some((action) => isTaken(ACTIONS[action].keys))).toBe(false);
  });
});
