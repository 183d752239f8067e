import { describe, expect, test } from "vitest";
import { nextRole, readGranted } from "./granted.ts";

const MAPPINGS = [
  { value: "eng", groupId: "g1", role: "editor" as const },
  { value: "ops", groupId: "g2", role: "admin" as const },
  { value: "ext", groupId: null, role: "viewer" as const },
];

describe("readGranted", () => {
  const read = (groupsClaim: string | null, claims: object) => readGranted({ groupsClaim, mappings: MAPPINGS }, { sub: "s", ...claims });

  test("gives the groups and the highest role of the values that are in the claim", () => {
    expect(read("groups", { groups: ["ext", "eng", "other"] })).toEqual({ groupIds: ["g1"], role: "editor" });
    expect(read("groups", { groups: "ops" })).toEqual({ groupIds: ["g2"], role: "admin" });
  });

  test("finds a claim by its whole name first, then by a path", () => {
    expect(read("https://example.org/groups", { "https://example.org/groups": ["eng"] }).groupIds).toEqual(["g1"]);
    expect(read("realm_access.roles", { realm_access: { roles: ["eng"] } }).groupIds).toEqual(["g1"]);
  });

  test("gives nothing for what is missing, of another shape, or not in the claim itself", () => {
    const nothing = { groupIds: [], role: null };
    for (const groups of [undefined, null, 7, {}, [7, null], { eng: true }]) expect(read("groups", { groups })).toEqual(nothing);
    expect(read(null, { groups: ["eng"] })).toEqual(nothing);
    expect(read("constructor.name", {})).toEqual(nothing);
  });
});

describe("nextRole", () => {
  test("what groups gave goes with them, down to a member and never up to one", () => {
    expect(nextRole({ role: "editor", granted: "editor" }, null)).toEqual({ role: "member", granted: null });
    expect(nextRole({ role: "viewer", granted: "viewer" }, null)).toEqual({ role: "viewer", granted: null });
    expect(nextRole({ role: "admin", granted: "admin" }, "viewer")).toEqual({ role: "viewer", granted: "viewer" });
  });

  test("what an administrator gave by hand is raised, and never lowered", () => {
    expect(nextRole({ role: "admin", granted: null }, "member")).toEqual({ role: "admin", granted: null });
    expect(nextRole({ role: "member", granted: null }, "editor")).toEqual({ role: "editor", granted: "editor" });
    expect(nextRole({ role: "editor", granted: "viewer" }, null)).toEqual({ role: "editor", granted: null });
  });
});
