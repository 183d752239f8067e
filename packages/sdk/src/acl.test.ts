import { expect, test } from "vitest";
import { isPrincipal } from "@smartypants/sdk";

test("a principal is one of the five forms, lower case where the case carries no meaning", () => {
  for (const good of ["everyone", "user:ada@example.org", "domain:example.org", "group:local/1", "group:C0/Team Ä"])
    expect(isPrincipal(good), good).toBe(true);
  for (const bad of ["", "user:", "user:Ada@example.org", "user:a b@c", "domain:Example.org", "group:", "all"])
    expect(isPrincipal(bad), bad).toBe(false);
});
