import { expect } from "vitest";
import type { Choice, GuideFacts } from "../connector.ts";
import type { ConnectorContext } from "../connector-host.ts";
import { toArray } from "./connector-harness.ts";
import { type ConnectorRule, RuleSkipped } from "./connector-world.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const FACTS: GuideFacts = {
  publicOrigin: "https://search.example.org",
  redirectUri: "https://search.example.org/api/v1/connectors/oauth/callback",
  webhookUrl: "https://search.example.org/api/v1/hooks/sources/1/token",
};

const SECRET_NAME = /token|secret|password|^key$|privateKey/i;
const MOST_CHOICES = 200;

/** How a connector is connected: what an operator is told and asked, and how its credential is kept. */
export const connectionRules: readonly ConnectorRule[] = [
  {
    title: "secrets of a credential are write-only, so that no form shows them again",
    async check({ remote }) {
      const { credentialSchema } = remote.info;
      if (credentialSchema === undefined) throw new RuleSkipped("the connector has no credential");
      const shown = fieldsOf(credentialSchema).filter(([name, field]) => SECRET_NAME.test(name) && field["writeOnly"] !== true);
      expect(
        shown.map(([name]) => name),
        "secrets that are not writeOnly",
      ).toEqual([]);
    },
  },
  {
    title: "the guide is the same each time, leaves the settings alone, and can be shown from the first moment on",
    async check({ setup }) {
      const { connector } = setup;
      if (connector.guide === undefined) throw new RuleSkipped("the connector has no guide");
      for (const settings of [{}, setup.settings as Readonly<Record<string, unknown>>]) {
        const given = structuredClone(settings);
        const steps = connector.guide(given, FACTS);
        expect(given, "settings after the guide was asked").toEqual(settings);
        expect(structuredClone(connector.guide(given, FACTS)), "the guide asked again").toEqual(steps);
        expect(steps.length, "steps").toBeGreaterThan(0);
        for (const { title, text, copy = [] } of steps) {
          expect(title.trim(), "title of a step").not.toBe("");
          expect(text.trim(), `text of "${title}"`).not.toBe("");
          expect(
            copy.filter(({ label, value }) => label.trim() === "" || value === ""),
            `what to copy of "${title}"`,
          ).toEqual([]);
        }
      }
    },
  },
  {
    title: "choices are few, have words, and are none for a setting that has none",
    async check({ setup, remote, context }) {
      const { connector } = setup;
      if (connector.choices === undefined) throw new RuleSkipped("the connector has no choices");
      expect(await connector.choices(context(), "no.such.setting", ""), "choices for no setting").toEqual([]);
      for (const setting of pathsOf(remote.info.settingsSchema)) {
        for (const typed of ["", "zzz-nothing-has-this-name"]) {
          const choices = await connector.choices(context(), setting, typed);
          expect(choices.length, `choices for ${setting}`).toBeLessThanOrEqual(MOST_CHOICES);
          expect(
            choices.filter((choice) => !isChoice(choice)),
            `choices for ${setting} without value or label`,
          ).toEqual([]);
          expect(new Set(choices.map(({ value }) => value)).size, `different choices for ${setting}`).toBe(choices.length);
        }
      }
    },
  },
  {
    title: "whoever takes the credential for itself gives it back",
    async check({ remote, context }) {
      const held = new Set<string>();
      let taken = 0;
      const watched = watchLocks(context(), held, () => (taken += 1));
      await toArray(remote.check(watched));
      await toArray(remote.sync(watched, null));
      if (remote.syncGroups !== undefined) await toArray(remote.syncGroups(watched));
      expect([...held], `leases that were never released, of ${taken}`).toEqual([]);
    },
  },
];

function watchLocks(context: ConnectorContext, held: Set<string>, onTaken: () => number): ConnectorContext {
  const { credentials } = context;
  return {
    ...context,
    credentials: {
      ...credentials,
      lock: async (leaseMs) => {
        const { credential } = await credentials.lock(leaseMs);
        const leaseId = `lease ${onTaken()}`;
        expect(leaseMs, "how long a lease is asked for").toBeGreaterThan(0);
        held.add(leaseId);
        return { credential, leaseId };
      },
      release: async (leaseId) => {
        expect([...held], "leases that can be released").toContain(leaseId);
        held.delete(leaseId);
      },
    },
  };
}

function isChoice({ value, label }: Choice): boolean {
  return value !== "" && label.trim() !== "";
}

/** Every property with its schema, through alternatives and at any depth. */
function fieldsOf(schema: JsonSchema): readonly (readonly [name: string, field: JsonSchema])[] {
  const own = Object.entries(isSchema(schema["properties"]) ? schema["properties"] : {}).flatMap(([name, field]) =>
    isSchema(field) ? [[name, field] as const, ...fieldsOf(field)] : [],
  );
  const alternatives = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((each) =>
    Array.isArray(each) ? (each as unknown[]) : [],
  );
  return [...own, ...alternatives.flatMap((each) => (isSchema(each) ? fieldsOf(each) : []))];
}

/** Dotted paths of the settings. */
function pathsOf(schema: JsonSchema, above = ""): readonly string[] {
  return Object.entries(isSchema(schema["properties"]) ? schema["properties"] : {}).flatMap(([name, field]) => {
    const path = above === "" ? name : `${above}.${name}`;
    return isSchema(field) ? [path, ...pathsOf(field, path)] : [path];
  });
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}
