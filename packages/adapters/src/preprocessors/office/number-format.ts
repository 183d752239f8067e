const MS_PER_DAY = 86_400_000;
/** Day 0 of the two calendars that workbooks count in. */
const EPOCHS = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) };

export type NumberKind = "number" | "percent" | "date" | "time" | "dateTime";

/** What a format shows a number as. Ids below 164 are built in; others come with their code. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return builtInKind(id);
  // Without quoted text, escaped characters, colours and currencies: what is left are place holders.
  const bare = code.replaceAll(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "").split(";", 1)[0] ?? "";
  if (/general/i.test(bare)) return "number";
  if (bare.includes("%")) return "percent";
  const hasDay = /[yd]/i.test(bare) || /mmm/i.test(bare);
  const hasTime = /[hs]/i.test(bare);
  if (hasDay && hasTime) return "dateTime";
  if (hasDay || /^[\s/.-]*m[\s/.-]*$/i.test(bare)) return "date";
  return hasTime ? "time" : "number";
}

function builtInKind(id: number): NumberKind {
  if (id === 9 || id === 10) return "percent";
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return "date";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return "time";
  return id === 22 ? "dateTime" : "number";
}

/** A stored number in words: dates as 2024-03-01, shares as 19%, figures without the noise of binary fractions. */
export function showNumber(raw: string, kind: NumberKind, epoch: keyof typeof EPOCHS): string {
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (kind === "percent") return `${plain(value * 100)}%`;
  if (kind === "number") return plain(value);
  // Two million days are past the year 7000.
  if (value < 0 || value > 2_000_000) return plain(value);
  // To the second: a third of a day has no exact number.
  const at = new Date(Math.round((EPOCHS[epoch] + value * MS_PER_DAY) / 1_000) * 1_000).toISOString();
  const time = at.slice(11, 19).replace(/:00$/, "");
  if (kind === "time") return value < 1 ? time : duration(value);
  const hasTime = kind === "dateTime" && !Number.isInteger(value);
  return hasTime ? `${at.slice(0, 10)} ${time}` : at.slice(0, 10);
}

function plain(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** Hours may pass a day. */
function duration(days: number): string {
  const minutes = Math.round(days * 24 * 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
