import { expect, test } from "vitest";
import { membershipPath } from "./membership-path.ts";

const BEN = "user:ben@example.org";

test("a group in a group in a group: each is named, from the person on", () => {
  const memberships = [
    { member: "group:s/finance", group: "group:s/everyone" },
    { member: BEN, group: "group:s/finance" },
    { member: "group:s/everyone", group: "group:s/world" },
  ];
  expect(membershipPath("group:s/everyone", memberships)).toEqual([BEN, "group:s/finance", "group:s/everyone"]);
  expect(membershipPath("group:s/world", memberships)).toEqual([BEN, "group:s/finance", "group:s/everyone", "group:s/world"]);
});

test("of several ways the shortest is told", () => {
  const memberships = [
    { member: "group:s/a", group: "group:s/target" },
    { member: "group:s/b", group: "group:s/a" },
    { member: BEN, group: "group:s/b" },
    { member: BEN, group: "group:s/target" },
  ];
  expect(membershipPath("group:s/target", memberships)).toEqual([BEN, "group:s/target"]);
});

test("circles end", () => {
  const circle = [
    { member: "group:s/b", group: "group:s/a" },
    { member: "group:s/a", group: "group:s/b" },
  ];
  expect(membershipPath("group:s/a", [...circle, { member: "domain:example.org", group: "group:s/b" }])).toEqual([
    "domain:example.org",
    "group:s/b",
    "group:s/a",
  ]);
  expect(membershipPath("group:s/a", circle), "a circle that nobody stands in").toEqual(["group:s/a"]);
});

test("what one is by oneself needs no way", () => {
  expect(membershipPath("everyone", [])).toEqual(["everyone"]);
  expect(membershipPath(BEN, [{ member: BEN, group: "group:s/a" }])).toEqual([BEN]);
});
