import { formatNumber, locale } from "../../ui/format.ts";

const NONE = "–";

/** A share of one, with three digits; a dash where there is none. */
export function formatShare(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : formatNumber(value, 3);
}

export function formatTime(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return NONE;
  const isLong = milliseconds >= 10_000;
  const amount = isLong ? milliseconds / 1000 : milliseconds;
  return amount.toLocaleString(locale(), {
    style: "unit",
    unit: isLong ? "second" : "millisecond",
    unitDisplay: "short",
    maximumFractionDigits: isLong ? 1 : 0,
  });
}

export function formatCost(dollars: number | null | undefined): string {
  if (dollars === null || dollars === undefined) return NONE;
  return dollars.toLocaleString(locale(), { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4 });
}
