import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole, type Role } from "../access/actor.ts";
import type { Repositories } from "../ports/database/database.ts";
import { isSettingKey, RUNTIME_SETTINGS, SETTING_KEYS, settingOf, type SettingKey, type SettingValues } from "./registry.ts";

/** What holds at this moment in this process. */
export interface RuntimeSettings {
  /** Without waiting, so that every request may ask: what is pinned, else what is stored, else the default. */
  get<Key extends SettingKey>(key: Key): SettingValues[Key];
  /** By the environment or the command line. */
  readonly pinned: Partial<SettingValues>;
  /** Reads what is stored. What another process has changed acts here from then on. */
  refresh(): Promise<void>;
  /** Called after values have changed here. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
}

/** Where the values are stored, all together, so that a change of several is one; and the version, which grows with each change. */
const SETTING = "runtime-settings";

interface StoredSettings {
  readonly version: number;
  readonly values: Partial<SettingValues>;
}

/** What another version of the product has stored and this one cannot use counts as not stored. */
export async function readStored({ settings }: Pick<Repositories, "settings">): Promise<StoredSettings> {
  const stored = (await settings.get(SETTING)) as { version: number; values: Record<string, unknown> } | undefined;
  if (stored === undefined) return { version: 0, values: {} };
  const usable = Object.entries(stored.values).filter(
    ([key, value]) => isSettingKey(key) && settingOf(key).schema.safeParse(value).success,
  );
  return { version: stored.version, values: Object.fromEntries(usable) };
}

export async function writeStored(
  tx: Pick<Repositories, "settings">,
  stored: StoredSettings,
  by: { readonly userId: string; readonly now: number },
): Promise<void> {
  await tx.settings.set(SETTING, stored, by.userId, by.now);
}

export function createRuntimeSettings(
  { database }: { readonly database: Pick<Repositories, "settings"> },
  pinned: Partial<SettingValues> = {},
): RuntimeSettings {
  const listeners = new Set<() => void>();
  let version = 0;
  let values: Partial<SettingValues> = {};
  return {
    get: (key) => pinned[key] ?? values[key] ?? (RUNTIME_SETTINGS[key].fallback as SettingValues[typeof key]),
    pinned,
    refresh: async () => {
      const stored = await readStored(database);
      // Of two reads under way the one that has seen more counts, whichever ends last.
      if (stored.version <= version) return;
      ({ version, values } = stored);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export type FeatureKey = Extract<SettingKey, `features.${string}`>;

export const FEATURE_KEYS: readonly FeatureKey[] = SETTING_KEYS.filter((key): key is FeatureKey => key.startsWith("features."));

/** Who may still do what is switched off for the others. */
const SPARED: Partial<Record<FeatureKey, Role>> = { "features.memberUploads": "editor" };

/** Whether an ability is there for somebody of this role. */
export function hasFeature(settings: Pick<RuntimeSettings, "get">, role: Role, feature: FeatureKey): boolean {
  const spared = SPARED[feature];
  return settings.get(feature) || (spared !== undefined && hasRole({ role }, spared));
}

/** Throws `forbidden` for what an administrator has switched off. */
export function requireFeature(settings: Pick<RuntimeSettings, "get">, { role }: Pick<Actor, "role">, feature: FeatureKey): void {
  if (hasFeature(settings, role, feature)) return;
  const { title } = settingOf(feature);
  throw new SmartyError("forbidden", `${title.en}: an administrator has switched this off here (Administration, Settings).`);
}
