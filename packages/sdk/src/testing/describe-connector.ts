import { describe, expect, test } from "vitest";
import { connectionRules } from "./connector-connection-rules.ts";
import { documentRules } from "./connector-document-rules.ts";
import { faultRules } from "./connector-fault-rules.ts";
import { openHarness } from "./connector-harness.ts";
import { itemRules } from "./connector-item-rules.ts";
import { shapeRules } from "./connector-shape-rules.ts";
import { surveyRules } from "./connector-survey-rules.ts";
import { syncRules } from "./connector-sync-rules.ts";
import { type ConnectorRule, type ConnectorSetup, RuleSkipped } from "./connector-world.ts";

/** All rules in the order of the report. */
export const CONNECTOR_RULES: readonly ConnectorRule[] = [
  ...shapeRules,
  ...connectionRules,
  ...documentRules,
  ...syncRules,
  ...itemRules,
  ...surveyRules,
  ...faultRules,
];

/**
 * The rules that every connector must pass, as a vitest suite. Each rule gets a source of its own from `setup` and drives the connector
 * across a MessagePort, so that one which passes can live in another thread or process.
 */
export function describeConnector(name: string, setup: () => ConnectorSetup | Promise<ConnectorSetup>): void {
  describe(`${name} is a connector`, () => {
    test.for(CONNECTOR_RULES)("$title", async (rule, { skip }) => {
      expect.hasAssertions();
      const skipped = await checkRule(rule, setup);
      if (skipped !== undefined) skip(skipped);
    });
  });
}

/** Checks one rule against a fresh source; rejects when it is broken, and resolves to a note when there was nothing to check it on. */
export async function checkRule(rule: ConnectorRule, setup: () => ConnectorSetup | Promise<ConnectorSetup>): Promise<string | undefined> {
  const harness = await openHarness(await setup());
  try {
    await rule.check(harness);
    return undefined;
  } catch (error) {
    // The only way for a rule to say midway that it does not apply.
    if (error instanceof RuleSkipped) return error.message;
    throw error;
  } finally {
    await harness.close();
  }
}
