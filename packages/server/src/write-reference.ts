import { writeFileSync } from "node:fs";
import { SETTING_GROUPS, SETTING_KEYS, settingOf } from "@smartypants/core";
import { SETTINGS } from "./config.ts";

// usage: node --conditions=source write-reference.ts <file>
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("name the file to write");

const atStart = Object.values(SETTINGS).map((setting) => {
  const fallback = setting.schema.safeParse(undefined);
  const isShown = fallback.success && fallback.data !== undefined && !(Array.isArray(fallback.data) && fallback.data.length === 0);
  return `| \`${setting.variable}\` | ${flagOf(setting)} | ${isShown ? `\`${String(fallback.data)}\`` : ""} | ${setting.description} |`;
});

const atRunTime = SETTING_GROUPS.flatMap((group) => {
  const keys = SETTING_KEYS.filter((key) => settingOf(key).group === group);
  return keys.map((key) => {
    const { variable, title, help } = settingOf(key);
    return `| \`${key}\` | \`${variable}\` | ${flagOf(settingOf(key))} | ${defaultOf(key)} | ${rangeOf(key)} | **${title.en}.** ${help.en} |`;
  });
});

function flagOf(setting: object): string {
  return "flag" in setting && typeof setting.flag === "string" ? `\`--${setting.flag}\`` : "";
}

function defaultOf(key: (typeof SETTING_KEYS)[number]): string {
  const { kind, fallback } = settingOf(key);
  if (kind === "boolean") return fallback === true ? "`on`" : "`off`";
  return fallback === "" ? "" : `\`${String(fallback)}\``;
}

function rangeOf(key: (typeof SETTING_KEYS)[number]): string {
  const { kind, min, max, unit, maxLength, options } = settingOf(key);
  if (kind === "boolean") return "`on`, `off`";
  if (options !== undefined) return options.map((option) => `\`${option}\``).join(", ");
  return kind === "integer" ? `${min} to ${max} ${unit}` : `at most ${maxLength} characters`;
}

const lines = [
  "# Configuration",
  "",
  "Written from the code by `npm run gen`. Each variable can also name a file: `SMARTY_…_FILE`.",
  "",
  "## Read at the start",
  "",
  "Changed where they are set; the server is then started again.",
  "",
  "| variable | flag | default | meaning |",
  "|---|---|---|---|",
  ...atStart,
  "",
  "## Editable while the server runs",
  "",
  "Administrators change these under *Administration, Settings* or with `PATCH /api/v1/settings`; they act without a restart. A variable that is set pins its",
  "setting: the page shows the value and the variable, and does not let anybody change it. Switches take `on` and `off`.",
  "",
  "| setting | variable | flag | default | may be | meaning |",
  "|---|---|---|---|---|---|",
  ...atRunTime,
];
writeFileSync(file, `${lines.join("\n")}\n`);
