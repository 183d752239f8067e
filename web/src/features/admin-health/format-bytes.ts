import { formatNumber } from "../../ui/format.ts";

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;
const STEP = 1024;

/** "812 B", "2.1 GB". */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  const value = bytes / STEP ** power;
  return `${formatNumber(value, power > 1 && value < 100 ? 1 : 0)} ${UNITS[power] ?? "B"}`;
}
