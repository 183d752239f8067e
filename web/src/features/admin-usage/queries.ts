import { getUsage } from "@smartypants/client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import type { Group, Range } from "./usage-state.ts";

const HOUR_MS = 3_600_000;
const HOURS: Readonly<Record<Range, number>> = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24, "90d": 90 * 24 };

/** From when on, so that whole hours or whole days are shown; days are those of UTC. */
function startOf(range: Range, now: number): Date {
  const step = range === "24h" ? HOUR_MS : 24 * HOUR_MS;
  return new Date(Math.floor(now / step) * step - HOURS[range] * HOUR_MS + step);
}

type By = Group | "day" | "hour";

/** Everybody's for administrators, one's own for all others. */
export const usageQuery = (range: Range, groupBy: By) =>
  queryOptions({
    queryKey: ["usage", range, groupBy],
    queryFn: ({ signal }) => unwrap(getUsage({ client, query: { from: startOf(range, Date.now()).toISOString(), groupBy }, signal })),
    placeholderData: keepPreviousData,
  });

/** The same as a table for spreadsheets. */
export async function fetchUsageCsv(range: Range, groupBy: By): Promise<string> {
  const query = { from: startOf(range, Date.now()).toISOString(), groupBy };
  const text: unknown = await unwrap(getUsage({ client, query, headers: { Accept: "text/csv" }, parseAs: "text" }));
  return typeof text === "string" ? text : "";
}
