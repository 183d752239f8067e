import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";
import { isSettingKey, SETTING_KEYS, settingOf, type SettingKey, type SettingValues } from "./registry.ts";
import { readStored, type RuntimeSettings, writeStored } from "./runtime-settings.ts";

type Needs = Pick<Ports, "database" | "settings">;

interface SettingState {
  readonly key: SettingKey;
  readonly value: SettingValues[SettingKey];
  readonly from: "default" | "stored" | "pinned";
}

interface SettingsState {
  /** To be given back with a change. */
  readonly version: number;
  readonly items: readonly SettingState[];
}

/** Every setting that can be changed at run time, with what holds. */
export async function readSettings({ database, settings }: Needs, actor: Actor): Promise<SettingsState> {
  requireRole(actor, "admin");
  const { version, values } = await readStored(database);
  const items = SETTING_KEYS.map((key): SettingState => {
    const pinned = settings.pinned[key];
    if (pinned !== undefined) return { key, value: pinned, from: "pinned" };
    const stored = values[key];
    if (stored !== undefined) return { key, value: stored, from: "stored" };
    return { key, value: settingOf(key).fallback as SettingState["value"], from: "default" };
  });
  return { version, items };
}

interface SettingsChange {
  /** That the change was made from. Throws `conflict` when it is not the present one. */
  readonly version: number;
  /** By key; null resets to the default. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Changes all of them or none; acts in this process when it resolves, and in others within seconds. */
export async function changeSettings(
  ports: Pick<Ports, "database" | "settings" | "clock" | "ids" | "bus">,
  actor: Actor,
  { version, values }: SettingsChange,
): Promise<SettingsState> {
  requireRole(actor, "admin");
  const wanted = check(ports.settings, values);
  await ports.database.transaction(async (tx) => {
    const stored = await readStored(tx);
    if (stored.version !== version)
      throw new SmartyError("conflict", "Somebody has changed the settings meanwhile. Look at what they are now, then save again.");
    const next: Record<string, unknown> = { ...stored.values };
    for (const [key, value] of wanted) {
      if (value === null) delete next[key];
      else next[key] = value;
    }
    await writeStored(tx, { version: version + 1, values: next }, { userId: actor.userId, now: ports.clock.now() });
    for (const [key, value] of wanted) {
      const { fallback } = settingOf(key);
      const [from, to] = [stored.values[key] ?? fallback, value ?? fallback];
      await audit(ports, tx, actor, { action: "setting.update", objectId: key, detail: { from, to } });
    }
  });
  await ports.settings.refresh();
  ports.bus.publish("settings", { key: "runtime" });
  return readSettings(ports, actor);
}

/** All that is wrong at once, each with the field it is wrong in. */
function check(settings: RuntimeSettings, values: SettingsChange["values"]): readonly (readonly [SettingKey, unknown])[] {
  const wanted: [SettingKey, unknown][] = [];
  const fields: { path: string; message: string }[] = [];
  for (const [key, value] of Object.entries(values)) {
    const refuse = (message: string): void => void fields.push({ path: `values.${key}`, message });
    if (!isSettingKey(key)) refuse("There is no such setting.");
    else if (settings.pinned[key] !== undefined)
      refuse(`${settingOf(key).variable} sets this where the server is started. Change it there, or remove it there first.`);
    else if (value === null) wanted.push([key, null]);
    else {
      const parsed = settingOf(key).schema.safeParse(value);
      if (parsed.success) wanted.push([key, parsed.data]);
      else refuse(parsed.error.issues[0]?.message ?? "This is not valid.");
    }
  }
  const [first] = fields;
  if (first !== undefined) throw new SmartyError("invalid", `${first.path.slice("values.".length)}: ${first.message}`, { fields });
  return wanted;
}
