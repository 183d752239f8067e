import { locale } from "../../../ui/format.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1024;

/** Making one costs more than using it a hundred times, and a list has a size in every row. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(unit: (typeof UNITS)[number], digits: number): Intl.NumberFormat {
  const key = `${locale()} ${unit} ${digits}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: digits });
  formats.set(key, known);
  return known;
}

/** "340 kB", "1.2 MB"; a kB has 1,024 bytes, as in every limit of ours. */
export function formatBytes(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < STEP ? 0 : Math.floor(Math.log(bytes) / Math.log(STEP)));
  const value = bytes / STEP ** step;
  return formatOf(UNITS[step] ?? "byte", step > 0 && value < 10 ? 1 : 0).format(value);
}
