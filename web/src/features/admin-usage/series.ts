import type { UsageItem } from "@smartypants/client";

const STEPS = { hour: 3_600_000, day: 86_400_000 } as const;

interface Point {
  /** Beginning of the hour or day, in milliseconds. */
  readonly time: number;
  /** Undefined: nothing was asked. */
  readonly item: UsageItem | undefined;
}

/** Every hour or day between both ends, also those without a row. */
export function fillSeries(
  { from, to, items }: { readonly from: string; readonly to: string; readonly items: readonly UsageItem[] },
  step: keyof typeof STEPS,
): readonly Point[] {
  const size = STEPS[step];
  const byTime = new Map(items.map((item) => [Date.parse(item.key ?? ""), item]));
  const first = Math.floor(Date.parse(from) / size);
  const last = Math.floor((Date.parse(to) - 1) / size);
  return Array.from({ length: last - first + 1 }, (_each, index) => {
    const time = (first + index) * size;
    return { time, item: byTime.get(time) };
  });
}
