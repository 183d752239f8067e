import { expect, test } from "vitest";
import { globFault } from "./glob-fault.ts";

test.each(["*", "team-*", "reports/**/*.pdf", "*.{md,txt}", "[a-z]*", "[(]", "a(b|c)", "", "**/(old)/*"])("%s is in order", (pattern) => {
  expect(globFault(pattern)).toBeNull();
});

test.each([
  ["team-[ab", "["],
  ["*.{md,txt", "{"],
  ["old)", ")"],
  ["(a[)]", "("],
  ["a]", "]"],
])("in %s the bracket %s is named", (pattern, bracket) => {
  expect(globFault(pattern)).toContain(`the bracket ${bracket} has no partner`);
});
