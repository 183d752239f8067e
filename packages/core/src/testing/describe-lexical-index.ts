import { describe, expect, onTestFinished, test } from "vitest";
import { LEXICAL_ANSWER_RULES } from "./lexical-answer-rules.ts";
import { LEXICAL_CHANGE_RULES } from "./lexical-change-rules.ts";
import { LEXICAL_RANKING_RULES } from "./lexical-ranking-rules.ts";
import type { LexicalIndexUnderTest } from "./lexical-world.ts";

export type { LexicalIndexUnderTest } from "./lexical-world.ts";

/** The rules that every lexical index must pass, as a vitest suite. `make` opens an empty index per rule. */
export function describeLexicalIndex(name: string, make: () => Promise<LexicalIndexUnderTest>): void {
  describe(`${name} is a lexical index`, () => {
    test.for([...LEXICAL_ANSWER_RULES, ...LEXICAL_RANKING_RULES, ...LEXICAL_CHANGE_RULES])("$title", async ({ check }, { skip }) => {
      expect.hasAssertions();
      const made = await make();
      onTestFinished(() => made.close());
      await check(made, skip);
    });
  });
}
