import { expect } from "vitest";
import { toArray } from "./connector-harness.ts";
import type { ConnectorRule } from "./connector-world.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** What can be told of a connector without a sync. */
export const shapeRules: readonly ConnectorRule[] = [
  {
    title: "names itself: id, title, version",
    async check({ remote, setup }) {
      expect(remote.info.id).toBe(setup.connector.id);
      expect(remote.info.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(remote.info.title.trim()).not.toBe("");
      expect(remote.info.version, "version is major.minor.patch").toMatch(/^\d+\.\d+\.\d+/);
      expect(remote.info.auth.length, "ways to sign in").toBeGreaterThan(0);
    },
  },
  {
    title: "has the methods that its capabilities promise",
    async check({ remote }) {
      const { capabilities, methods } = remote.info;
      expect(methods.includes("inventory"), "inventory").toBe(capabilities.inventory);
      expect(methods.includes("fetchOne"), "fetchOne").toBe(capabilities.fetchOne ?? false);
      expect(methods.includes("syncGroups"), "syncGroups").toBe(capabilities.groups ?? false);
      // Beside a socket there may be a webhook too, for those whose network allows one.
      if (capabilities.live !== "socket") expect(methods.includes("webhook"), "webhook").toBe(capabilities.live === "webhook");
      expect(methods.includes("listen"), "listen").toBe(capabilities.live === "push" || capabilities.live === "socket");
    },
  },
  {
    title: "every setting converts to JSON Schema with a title and a description, for the form",
    async check({ remote }) {
      for (const schema of [remote.info.settingsSchema, remote.info.credentialSchema]) {
        if (schema === undefined) continue;
        expect(schema["type"]).toBe("object");
        expect(fieldsWithoutWords(schema, ""), "fields without title or description").toEqual([]);
      }
    },
  },
  {
    title: "wrong settings are refused, and a misspelt setting is not ignored",
    async check({ remote, setup }) {
      const known = typeof setup.settings === "object" ? setup.settings : {};
      const bad = [null, "settings", [], 1, { ...known, "no-such-setting": true }, ...(setup.badSettings ?? [])];
      for (const settings of bad)
        expect(await remote.parse("settings", settings), `settings ${JSON.stringify(settings)}`).toMatchObject({ ok: false });
    },
  },
  {
    title: "check says of a healthy source that all it requires is there",
    async check({ remote, context }) {
      const results = await toArray(remote.check(context()));
      expect(results.filter((result) => result.required).length, "required results").toBeGreaterThan(0);
      expect(new Set(results.map((result) => result.id)).size, "results with an id of their own").toBe(results.length);
      for (const result of results) {
        expect(result.title.trim(), `title of ${result.id}`).not.toBe("");
        if (result.required) expect(result.status, `${result.id}: ${result.title}`).toBe("ok");
        if (result.status === "failed") expect(result.remediation ?? "", `remediation of ${result.id}`).not.toBe("");
      }
    },
  },
];

/** Paths of properties, at any depth, that a form could not explain. */
function fieldsWithoutWords(schema: JsonSchema, path: string): readonly string[] {
  const properties = schema["properties"];
  return Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, field]) => {
    const here = path === "" ? name : `${path}.${name}`;
    if (!isSchema(field)) return [here];
    const isExplained = isText(field["title"]) && isText(field["description"]);
    return [...(isExplained ? [] : [here]), ...fieldsWithoutWords(field, here)];
  });
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
