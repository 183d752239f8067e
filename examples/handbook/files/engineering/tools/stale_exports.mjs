// List tenant export files that are older than allowed, and delete them on request.
//
// Usage: node stale_exports.mjs <folder> [--delete]
//
// Export files are named <tenant>-<yyyymmdd>-<kind>.zip, for example 3071-20250211-readings.zip.
// The script runs every night on the export host; run it by hand only with a ticket number.

import { readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";

// Reading exports are deleted after 14 days and billing exports after 45 days.
const MAX_AGE_DAYS = { readings: 14, billing: 45, audit: 400 };

// Files on legal hold have a sibling file with the extension .hold and are never touched.
const HOLD_SUFFIX = ".hold";

const DAY_MS = 24 * 60 * 60 * 1000;
const NAME = /^(\d{4})-(\d{8})-(readings|billing|audit)\.zip$/;

function parseDate(text) {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(4, 6));
  const day = Number(text.slice(6, 8));
  return Date.UTC(year, month - 1, day);
}

function findStale(folder, now) {
  const names = new Set(readdirSync(folder));
  const stale = [];
  for (const name of names) {
    const match = NAME.exec(name);
    if (!match) continue;
    const [, tenant, date, kind] = match;
    const ageDays = Math.floor((now - parseDate(date)) / DAY_MS);
    if (ageDays <= MAX_AGE_DAYS[kind]) continue;
    if (names.has(name + HOLD_SUFFIX)) {
      console.log(`hold   ${name} (${ageDays} days)`);
      continue;
    }
    stale.push({ name, tenant, kind, ageDays, bytes: statSync(join(folder, name)).size });
  }
  return stale.sort((a, b) => b.ageDays - a.ageDays);
}

const [folder, option] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node stale_exports.mjs <folder> [--delete]");
  process.exit(2);
}

const stale = findStale(folder, Date.now());
for (const file of stale) {
  console.log(`stale  ${file.name}  tenant ${file.tenant}  ${file.ageDays} days  ${file.bytes} bytes`);
}

// As a safety net the script refuses to delete more than 250 files in one run.
if (option === "--delete") {
  if (stale.length > 250) {
    console.error(`${stale.length} files would be deleted; aborting, please check the clock of this host`);
    process.exit(1);
  }
  for (const file of stale) unlinkSync(join(folder, file.name));
  console.log(`deleted ${stale.length} files`);
}
