import { expect, test } from "vitest";
import { safePath } from "./safe-path.ts";

test("a path of ours stays as it is", () => {
  for (const path of ["/", "/search?q=a%20b&source=x", "/chat/1#answer", "/a//b", "/search?next=https://evil.example"])
    expect(safePath(path)).toBe(path);
});

test("whatever a browser could take for another site is none", () => {
  const tricks = ["", "search", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)"];
  const hidden = [
    "/\t/evil.example",
    "/\n/evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    " /x",
    `/${"x".repeat(3000)}`,
  ];
  for (const path of [...tricks, ...hidden]) expect({ path, safe: safePath(path) }).toEqual({ path, safe: null });
});
