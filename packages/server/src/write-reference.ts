import { writeFileSync } from "node:fs";
import { SETTINGS } from "./config.ts";

// usage: node --conditions=source write-reference.ts <file>
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("name the file to write");

const rows = Object.values(SETTINGS).map((setting) => {
  const flag = "flag" in setting && typeof setting.flag === "string" ? `\`--${setting.flag}\`` : "";
  const fallback = setting.schema.safeParse(undefined);
  const isShown = fallback.success && fallback.data !== undefined && !(Array.isArray(fallback.data) && fallback.data.length === 0);
  return `| \`${setting.variable}\` | ${flag} | ${isShown ? `\`${String(fallback.data)}\`` : ""} | ${setting.description} |`;
});

const head = ["# Configuration", "", "Written from the code by `npm run gen`. Each variable can also name a file: `SMARTY_…_FILE`.", ""];
const table = ["| variable | flag | default | meaning |", "|---|---|---|---|", ...rows];
writeFileSync(file, `${[...head, ...table].join("\n")}\n`);
