import { describe, expect, test } from "vitest";
import { initialSettings, readFields, readWays, settingsToSend } from "./read-schema.ts";

const CHANNELS = {
  type: "object",
  title: "Channels",
  properties: {
    include: { type: "array", items: { type: "string" }, default: ["*"], title: "Include" },
    note: { type: "string", title: "Note" },
  },
};

describe("groups of settings", () => {
  const fields = readFields({ properties: { channels: CHANNELS } });

  test("have fields of their own, with what is stored or what they begin with", () => {
    expect(fields).toMatchObject([{ name: "channels", kind: { type: "group", fields: [{ name: "include" }, { name: "note" }] } }]);
    expect(initialSettings(fields)).toEqual({ channels: { include: ["*"], note: "" } });
    expect(initialSettings(fields, { channels: { include: ["team-*"] } })).toEqual({ channels: { include: ["team-*"], note: "" } });
  });

  test("are sent without the texts that were left empty", () => {
    expect(settingsToSend(fields, initialSettings(fields))).toEqual({ channels: { include: ["*"] } });
  });
});

test("settings say whether they count for signing in already, and whether there may be something to pick for them", () => {
  const list = { type: "array", items: { type: "string" } };
  const fields = readFields({
    properties: { groups: { type: "boolean", beforeSignIn: true }, folders: list, exclude: { ...list, choices: false } },
  });
  expect(fields.map(({ name, isBeforeSignIn, hasChoices }) => ({ name, isBeforeSignIn, hasChoices }))).toEqual([
    { name: "groups", isBeforeSignIn: true, hasChoices: true },
    { name: "folders", isBeforeSignIn: false, hasChoices: true },
    { name: "exclude", isBeforeSignIn: false, hasChoices: false },
  ]);
});

describe("ways of signing in", () => {
  const key = { type: "string", writeOnly: true, maxLength: 20_000, title: "Key" };
  const token = { type: "string", writeOnly: true, readOnly: true, title: "Token" };
  const client = { type: "string", title: "Client" };
  const ways = readWays({
    oneOf: [
      { title: "A key", properties: { way: { type: "string", const: "key" }, key }, required: ["way", "key"] },
      { title: "An account", properties: { way: { const: "account" }, client, token }, required: ["way", "client"] },
    ],
  });

  test("are told apart by what goes along, and ask only for what a person can give", () => {
    expect(ways.map(({ title, tag, fields }) => ({ title, tag, asked: fields.map(({ name }) => name) }))).toEqual([
      { title: "A key", tag: { way: "key" }, asked: ["key"] },
      { title: "An account", tag: { way: "account" }, asked: ["client"] },
    ]);
  });

  test("a key file is pasted, not typed into a line", () => {
    expect(ways[0]?.fields[0]?.kind.type).toBe("longSecret");
  });

  test("say whether the product keeps values of its own, as tokens that come from signing in", () => {
    expect(ways.map(({ hasKeptValues }) => hasKeptValues)).toEqual([false, true]);
  });

  test("are one where there is no choice", () => {
    expect(readWays({ properties: { client } })).toMatchObject([{ tag: {}, title: "", fields: [{ name: "client" }] }]);
  });
});
