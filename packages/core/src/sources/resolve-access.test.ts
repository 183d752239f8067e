import { describe, expect, test } from "vitest";
import type { SourceAccess } from "../ports/database/sources.ts";
import { containerAllow, documentAllow, ownPrincipal, rootAllow } from "./resolve-access.ts";

const inherit = { mode: "inherit" } as const;
const HR = ["group:local/hr"];

const access: SourceAccess = {
  mode: "everyone",
  rules: [
    { path: "hr", mode: "restricted", allow: HR },
    { path: "/hr/open/", mode: "everyone" },
    { path: "hr/pay/ceo.md", mode: "restricted" },
    { path: "caf\u00e9", mode: "restricted", allow: ["user:chef@example.org"] },
  ],
};

/** What a file is given when its folder is known, and when it is not. */
function allowed(path: string, containerPath: string | null = null): readonly string[] | null {
  return documentAllow("s", access, { path, containerPath, acl: inherit });
}

describe("rules by path", () => {
  test.each<[string, readonly string[] | null]>([
    ["top.md", null],
    ["hr/leave.md", HR],
    ["hr/pay/2026/a.md", HR],
    ["hr/open/a.md", ["everyone"]],
    ["hr/open/deep/a.md", ["everyone"]],
    ["hr/opening.md", HR],
    ["hr/pay/ceo.md", []],
    ["hr/pay/ceo.md.bak", HR],
    // Whole segments: another folder's name may begin alike.
    ["hr-archive/a.md", null],
    ["hrx", null],
    ["HR/a.md", null],
    ["cafe\u0301/menu.md", ["user:chef@example.org"]],
    ["", null],
  ])("%s", (path, wanted) => {
    expect(allowed(path)).toEqual(wanted);
  });

  test("what the folder's own row says already is inherited from it; a closer rule is the file's own", () => {
    expect(allowed("hr/leave.md", "hr")).toBeNull();
    expect(allowed("hr/pay/a.md", "hr/pay")).toBeNull();
    expect(allowed("hr/pay/ceo.md", "hr/pay")).toEqual([]);
    // A file may lie elsewhere than its folder: then its own path decides.
    expect(allowed("hr/leave.md", "sales")).toEqual(HR);
  });

  test("a container has a row of its own where a rule names it, and no other", () => {
    const container = (path: string | null) => containerAllow("s", access, { path, acl: inherit });
    expect(container("hr")).toEqual(HR);
    expect(container("hr/open")).toEqual(["everyone"]);
    expect(container("hr/pay")).toBeNull();
    expect(container(null)).toBeNull();
    expect(containerAllow("s", { mode: "everyone", rules: [{ path: "/", mode: "restricted" }] }, { path: "", acl: inherit })).toBeNull();
  });

  test("a rule without names, and a source without any, are nobody's", () => {
    expect(rootAllow({ mode: "restricted" })).toEqual([]);
    expect(rootAllow({ mode: "source" })).toEqual([]);
    expect(rootAllow({ mode: "everyone" })).toEqual(["everyone"]);
  });
});

describe("permissions of the source itself", () => {
  const source: SourceAccess = { mode: "source" };

  test("count as it says them; its groups become its own and never ours", () => {
    const acl = { mode: "restricted", allow: ["user:Ada@Example.org", "group:team", "group:local/admins"] } as const;
    const wanted = ["user:ada@example.org", "group:s/team", "group:s/local/admins"];
    expect(documentAllow("s", source, { path: null, containerPath: null, acl })).toEqual(wanted);
    expect(containerAllow("s", source, { path: null, acl })).toEqual(wanted);
    expect(ownPrincipal("s", "everyone")).toBe("everyone");
  });

  test("are not asked where the operator has chosen", () => {
    const acl = { mode: "everyone" } as const;
    expect(documentAllow("s", { mode: "restricted", allow: [] }, { path: "a", containerPath: null, acl })).toBeNull();
    expect(containerAllow("s", { mode: "restricted", allow: [] }, { path: "a", acl })).toBeNull();
  });
});
