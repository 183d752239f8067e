import { describe, expect, onTestFinished, test } from "vitest";
import { ANSWER_RULES } from "./vector-answer-rules.ts";
import { CHANGE_RULES } from "./vector-change-rules.ts";
import type { VectorIndexUnderTest } from "./vector-checks.ts";
import { VECTOR_DIMENSIONS } from "./vector-world.ts";

export type { VectorIndexUnderTest } from "./vector-checks.ts";

/** The rules that every vector index must pass, as a vitest suite. `make` opens an index of vectors with that many dimensions per rule. */
export function describeVectorIndex(name: string, make: (dimensions: number) => Promise<VectorIndexUnderTest>): void {
  describe(`${name} is a vector index`, () => {
    test.for([...ANSWER_RULES, ...CHANGE_RULES])("$title", async ({ check }, { skip }) => {
      expect.hasAssertions();
      const made = await make(VECTOR_DIMENSIONS);
      onTestFinished(() => made.close());
      await check(made, skip);
    });
  });
}
