/**
 * Slack's `ts` names a message within its channel: seconds, a dot and six digits. It is a text and stays one: as a floating point number
 * its last digits would change. In whole microseconds it fits a double exactly.
 */
export type Ts = string;

const TS = /^(\d{1,10})\.(\d{6})$/;
const DAY_MS = 86_400_000;

export function isTs(text: string): boolean {
  return TS.test(text);
}

/** Microseconds since 1970; NaN for what is no ts. */
export function microsOf(ts: Ts): number {
  const match = TS.exec(ts);
  return match === null ? Number.NaN : Number(`${match[1]}${match[2]}`);
}

export function tsOfMicros(micros: number): Ts {
  const digits = String(micros).padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

export function msOf(ts: Ts): number {
  return Math.floor(microsOf(ts) / 1000);
}

export function tsOfMs(ms: number): Ts {
  return tsOfMicros(Math.floor(ms) * 1000);
}

export function compareTs(one: Ts, other: Ts): number {
  return microsOf(one) - microsOf(other);
}

export function isSameDay(one: Ts, other: Ts): boolean {
  return Math.floor(msOf(one) / DAY_MS) === Math.floor(msOf(other) / DAY_MS);
}

/** The midnight (UTC) at or before this moment: no run of messages reaches over it. */
export function dayStart(ms: number): Ts {
  return tsOfMs(Math.max(0, Math.floor(ms / DAY_MS) * DAY_MS));
}

/** As in Slack's links: `p` and the digits. */
export function linkDigits(ts: Ts): string {
  return `p${ts.replace(".", "")}`;
}

/** Many ts in few characters: the distances between neighbours, to base 36. */
export function packTs(all: Iterable<Ts>): string {
  const micros = [...new Set(all)].map(microsOf).filter(Number.isFinite);
  micros.sort((one, other) => one - other);
  return micros.map((value, at) => (value - (micros[at - 1] ?? 0)).toString(36)).join(" ");
}

/** In rising order. */
export function unpackTs(packed: string): readonly Ts[] {
  let micros = 0;
  return packed
    .split(" ")
    .filter((part) => part !== "")
    .map((part) => {
      micros += Number.parseInt(part, 36);
      return tsOfMicros(micros);
    });
}
