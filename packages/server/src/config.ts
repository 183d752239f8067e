import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { SETTING_KEYS, settingOf, type SettingValues, valueOfText } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import { EMBEDDING_SETTINGS } from "./embedding-settings.ts";
import { readEnvironmentModels } from "./environment-models.ts";
import { MODEL_SETTINGS } from "./model-settings.ts";
import { list, type Setting, setting } from "./setting.ts";

/** Every setting that is read at the start and holds until the end; with those of core's registry, docs/ gets its reference from this. */
export const SETTINGS = {
  dataDir: setting("SMARTY_DATA_DIR", z.string().min(1).default("./data"), "Folder of the database, uploads and keys.", {
    flag: "data-dir",
  }),
  host: setting("SMARTY_HOST", z.string().min(1).default("127.0.0.1"), "Address to listen on.", { flag: "host" }),
  port: setting("SMARTY_PORT", z.coerce.number().int().min(0).max(65_535).default(3210), "Port to listen on; `PORT` is understood too.", {
    flag: "port",
  }),
  publicUrl: setting(
    "SMARTY_PUBLIC_URL",
    z.url({ protocol: /^https?$/ }).optional(),
    "Address people use in their browser; https makes cookies secure.",
    {
      flag: "public-url",
    },
  ),
  allowedHosts: setting("SMARTY_ALLOWED_HOSTS", list.default([]), "More host names to answer to, separated by commas."),
  trustedProxies: setting(
    "SMARTY_TRUSTED_PROXIES",
    list.default([]),
    "Addresses or networks (10.0.0.0/8) of reverse proxies whose X-Forwarded-For is believed.",
  ),
  metricsPort: setting(
    "SMARTY_METRICS_PORT",
    z.coerce.number().int().min(0).max(65_535).optional(),
    "Port for /metrics on the loopback address; off when absent.",
  ),
  adminEmail: setting(
    "SMARTY_ADMIN_EMAIL",
    z.email().optional(),
    "First administrator, made at the first start together with SMARTY_ADMIN_PASSWORD.",
  ),
  adminPassword: setting("SMARTY_ADMIN_PASSWORD", z.string().min(1).optional(), "Password of the first administrator.", { isSecret: true }),
  plugins: setting("SMARTY_PLUGINS", list.default([]), "Packages with connectors to load, separated by commas."),
  ocr: setting(
    "SMARTY_OCR",
    z.enum(["off", "tesseract"]).default("off"),
    "Reads the text of pictures and scanned PDFs with the machine's own tesseract (and pdftoppm).",
  ),
  ocrLanguages: setting(
    "SMARTY_OCR_LANGUAGES",
    z.string().min(1).default("eng"),
    "Languages of that text as Tesseract names them: deu+eng.",
  ),
  ...EMBEDDING_SETTINGS,
  ...MODEL_SETTINGS,
  webhookNetworks: setting(
    "SMARTY_WEBHOOK_NETWORKS",
    list.default([]),
    "Host names, addresses and networks (10.0.0.0/8) that are not public and may be sent webhooks all the same.",
  ),
  connectorNetworks: setting(
    "SMARTY_CONNECTOR_NETWORKS",
    list.default([]),
    "Host names, addresses and networks (10.0.0.0/8) that are not public and may be reached by connectors all the same.",
  ),
  signInNetworks: setting(
    "SMARTY_SIGN_IN_NETWORKS",
    list.default([]),
    "Host names, addresses and networks (10.0.0.0/8) that are not public and at which identity providers for signing in may be all the same.",
  ),
  httpsProxy: setting(
    "HTTPS_PROXY",
    z.url({ protocol: /^https?$/ }).optional(),
    "Proxy for requests to other machines; private addresses are reached without it.",
    {
      isSecret: true,
    },
  ),
  databaseUrl: setting("DATABASE_URL", z.string().min(1).optional(), "Postgres of the scale profile; needs QDRANT_URL too.", {
    isSecret: true,
  }),
  qdrantUrl: setting("QDRANT_URL", z.string().min(1).optional(), "Qdrant of the scale profile; needs DATABASE_URL too."),
} as const;

type Settings = typeof SETTINGS;

export type Config = { readonly [Name in keyof Settings]: z.output<Settings[Name]["schema"]> } & {
  /** Of the settings that administrators may change at run time, those that are set here and so cannot be. */
  readonly pinned: Partial<SettingValues>;
};

export type Origin = "flag" | "environment" | "file" | "default";

export interface ExplainedSetting {
  readonly name: string;
  readonly variable: string;
  readonly value: unknown;
  readonly from: Origin;
  readonly description: string;
  /** Administrators change it while the server runs, unless it is set here. */
  readonly editable: boolean;
}

export interface ReadConfig {
  readonly config: Config;
  readonly explained: readonly ExplainedSetting[];
  /** About variables that nobody reads. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Other names for the same: those that hosts set by themselves, and those that vendors have changed. */
const ALSO: Readonly<Record<string, string>> = { SMARTY_PORT: "PORT", GEMINI_API_KEY: "GOOGLE_API_KEY" };

/** Flag, then variable, then `*_FILE`, then default. A bad value names itself and stops the start. */
export function readConfig(environment: Environment, flags: Readonly<Record<string, string | undefined>> = {}): ReadConfig {
  const explained: ExplainedSetting[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(SETTINGS) as [string, Setting<z.ZodType>][]) {
    const found = findValue(each, environment, flags);
    const parsed = each.schema.safeParse(found.value);
    if (!parsed.success)
      throw new SmartyError("config", `${found.label}: ${parsed.error.issues[0]?.message ?? "not valid"}. ${each.description}`);
    values[name] = parsed.data;
    const isHidden = each.isSecret === true && parsed.data !== undefined;
    explained.push({
      name,
      variable: each.variable,
      value: isHidden ? "(set)" : parsed.data,
      from: found.from,
      description: each.description,
      editable: false,
    });
  }
  const runtime = readPinned(environment, flags);
  explained.push(...runtime.explained);
  const config = { ...values, pinned: runtime.pinned } as unknown as Config;
  checkProfile(config);
  // Throws for a chat model whose provider is not set up.
  readEnvironmentModels(config);
  return { config: { ...config, dataDir: resolve(config.dataDir) }, explained, warnings: unknownVariables(environment) };
}

/** Those of core's registry that are set here. A bad value stops the start, as any other does. */
function readPinned(
  environment: Environment,
  flags: Readonly<Record<string, string | undefined>>,
): { readonly pinned: Partial<SettingValues>; readonly explained: readonly ExplainedSetting[] } {
  const pinned: Record<string, unknown> = {};
  const explained = SETTING_KEYS.map((key): ExplainedSetting => {
    const each = settingOf(key);
    const { variable } = each;
    const found = findValue(each, environment, flags);
    const about = { name: key, variable, from: found.from, description: each.help.en, editable: true };
    if (found.value === undefined) return { ...about, value: each.fallback };
    const parsed = each.schema.safeParse(valueOfText(each, found.value));
    if (!parsed.success) throw new SmartyError("config", `${found.label}: ${parsed.error.issues[0]?.message ?? "not valid"}`);
    pinned[key] = parsed.data;
    return { ...about, value: parsed.data };
  });
  return { pinned, explained };
}

interface FoundValue {
  readonly value: string | undefined;
  readonly from: Origin;
  readonly label: string;
}

function findValue(
  each: Pick<Setting<z.ZodType>, "variable" | "flag">,
  environment: Environment,
  flags: Readonly<Record<string, string | undefined>>,
): FoundValue {
  const flag = each.flag === undefined ? undefined : flags[each.flag];
  if (flag !== undefined) return { value: flag, from: "flag", label: `--${each.flag}` };
  const names = [each.variable, ALSO[each.variable]].filter((name) => name !== undefined);
  for (const variable of names) {
    const value = environment[variable];
    if (value !== undefined && value !== "") return { value, from: "environment", label: variable };
  }
  for (const variable of names.map((name) => `${name}_FILE`)) {
    const file = environment[variable];
    if (file !== undefined && file !== "") return { value: readSecretFile(variable, file), from: "file", label: variable };
  }
  return { value: undefined, from: "default", label: each.variable };
}

function readSecretFile(variable: string, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new SmartyError("config", `${variable}: the file ${file} cannot be read.`, { cause: error });
  }
}

function checkProfile({ databaseUrl, qdrantUrl, adminEmail, adminPassword }: Config): void {
  if ((databaseUrl === undefined) !== (qdrantUrl === undefined)) {
    throw new SmartyError("config", "DATABASE_URL and QDRANT_URL belong together: set both for the scale profile, or neither.");
  }
  if (databaseUrl !== undefined) {
    throw new SmartyError(
      "config",
      "The scale profile (DATABASE_URL with QDRANT_URL) is not in this version. Unset both to run on SQLite.",
    );
  }
  if ((adminEmail === undefined) !== (adminPassword === undefined)) {
    throw new SmartyError("config", "SMARTY_ADMIN_EMAIL and SMARTY_ADMIN_PASSWORD belong together.");
  }
  if (adminPassword !== undefined && ["changeme", "change-me", "password", "admin", "secret"].includes(adminPassword.toLowerCase())) {
    throw new SmartyError("config", "SMARTY_ADMIN_PASSWORD is a known placeholder. Choose a password of your own.");
  }
}

/** Read by the launcher or by tests, not here. */
const ELSEWHERE = ["SMARTY_TEST_", "SMARTY_VERIFY", "SMARTY_BENCH"];

function unknownVariables(environment: Environment): string[] {
  const variables = [...Object.values(SETTINGS), ...SETTING_KEYS.map(settingOf)].map((each) => each.variable);
  const known = new Set<string>(variables.flatMap((variable) => [variable, `${variable}_FILE`]));
  return Object.keys(environment)
    .filter((name) => name.startsWith("SMARTY_") && !known.has(name) && !ELSEWHERE.some((prefix) => name.startsWith(prefix)))
    .map((name) => {
      const nearest = [...known].toSorted((one, other) => distance(name, one) - distance(name, other))[0];
      return `${name} is not a setting; did you mean ${nearest}?`;
    });
}

/** Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_each, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const change = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
