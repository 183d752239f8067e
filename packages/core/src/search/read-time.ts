/** A time that a question names, as a range of days of documents' last changes. */
export interface TimeReading {
  /** As the question writes it. */
  readonly text: string;
  /** Milliseconds since 1970, inclusive; null: open. */
  readonly after: number | null;
  /** Exclusive. */
  readonly before: number | null;
  /** `filter`: the question speaks of changes, so other documents are left out. `preference`: it may speak of its subject, so they only stand behind. */
  readonly use: "filter" | "preference";
}

const DAY_MS = 86_400_000;
/** The server's days are not everybody's. */
const MARGIN_MS = DAY_MS;

/** A question about changes: only then does a time certainly speak of documents and not of what they are about. */
const ABOUT_CHANGES =
  /(?<!\p{L})(?:changed|updated|edited|modified|posted|added|uploaded|published|announced|discussed|written|new|changes|updates|news|geändert|aktualisiert|bearbeitet|hochgeladen|veröffentlicht|angekündigt|besprochen|geschrieben|neu|neues|neuigkeiten|änderungen)(?!\p{L})/iu;

const MONTHS =
  "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";
/** By their first letters, English and German. */
const MONTH_STARTS: readonly RegExp[] = [
  /^jan/,
  /^feb/,
  /^m(?:ar|är)/,
  /^apr/,
  /^ma[yi]/,
  /^jun/,
  /^jul/,
  /^aug/,
  /^sep/,
  /^o[ck]t/,
  /^nov/,
  /^de[cz]/,
];
const WEEKDAYS =
  "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag";
const WEEKDAY_STARTS: readonly RegExp[] = [
  /^so?n(?:ntag)|^sunday/,
  /^mon/,
  /^tue|^die/,
  /^wed|^mit/,
  /^thu|^don/,
  /^fri|^fre/,
  /^sat|^sam|^sonnabend/,
];
const COUNTS: ReadonlyMap<string, number> = new Map(
  Object.entries({ two: 2, three: 3, four: 4, five: 5, six: 6, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, couple: 2, few: 3, paar: 3 }),
);
const YEAR = String.raw`(?:19|20)\d{2}`;
const END = String.raw`(?![\p{L}\p{N}])`;
const START = String.raw`(?<![\p{L}\p{N}])`;

interface Range {
  readonly after: number | null;
  readonly before: number | null;
}

interface Today {
  readonly now: number;
  /** Midnight UTC. */
  readonly day: number;
  readonly year: number;
  readonly month: number;
}

type Rule = readonly [pattern: RegExp, read: (groups: Readonly<Record<string, string | undefined>>, today: Today) => Range | null];

function rule(pattern: string, read: Rule[1]): Rule {
  return [new RegExp(`${START}(?:${pattern})${END}`, "iu"), read];
}

const from = (after: number): Range => ({ after, before: null });
const between = (after: number, before: number): Range => ({ after, before });

const UNIT_DAYS: readonly (readonly [RegExp, number])[] = [
  [/^(?:day|tag)/, 1],
  [/^(?:week|woche)/, 7],
  [/^(?:month|monat)/, 31],
  [/^(?:year|jahr)/, 366],
];

function daysOf(unit: string): number {
  return UNIT_DAYS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1] ?? 1;
}

/** The month meant without a year: the latest that has begun. */
function monthOf(name: string, year: string | undefined, { now, year: present }: Today): number {
  const month = MONTH_STARTS.findIndex((pattern) => pattern.test(name.toLowerCase()));
  if (year !== undefined) return Date.UTC(Number(year), month, 1);
  const thisYear = Date.UTC(present, month, 1);
  return thisYear <= now ? thisYear : Date.UTC(present - 1, month, 1);
}

function nextMonth(start: number): number {
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function weekdayOf(name: string, { day }: Today): number {
  const wanted = WEEKDAY_STARTS.findIndex((pattern) => pattern.test(name.toLowerCase()));
  const back = (new Date(day).getUTCDay() - wanted + 7) % 7;
  return day - (back === 0 ? 7 : back) * DAY_MS;
}

const UNIT = "days?|weeks?|months?|years?|tagen?|wochen?|monaten?|jahren?";
const LAST = "last|past|previous|letzten?|letzte[rs]?|vergangenen?|vergangene[rs]?|vorigen?|vorige[rs]?";
const THIS = "this|the current|diesen?|diese[rsm]?";
const SINCE = "since|seit";
const WITHIN = "in|during|from|of|im|vom|aus|von|aus dem|in dem";

/** In order: the first that is found decides. */
const RULES: readonly Rule[] = [
  rule(`(?:${SINCE}) (?<month>${MONTHS})(?: (?<year>${YEAR}))?`, ({ month = "", year }, today) => from(monthOf(month, year, today))),
  rule(`(?:${SINCE}) (?<year>${YEAR})`, ({ year }) => from(Date.UTC(Number(year), 0, 1))),
  rule(`(?:${SINCE}) (?:last |letztem |letzten )?(?<weekday>${WEEKDAYS})`, ({ weekday = "" }, today) => from(weekdayOf(weekday, today))),
  rule(`(?:${SINCE}) (?:yesterday|gestern)`, (_groups, { day }) => from(day - DAY_MS)),
  rule(`(?:before|vor) (?<month>${MONTHS})(?: (?<year>${YEAR}))?`, ({ month = "", year }, today) => ({
    after: null,
    before: monthOf(month, year, today),
  })),
  rule(`(?:before|vor) (?<year>${YEAR})`, ({ year }) => ({ after: null, before: Date.UTC(Number(year), 0, 1) })),
  rule(`(?:${LAST}) (?<count>\\d{1,3}|${[...COUNTS.keys()].join("|")}) (?<unit>${UNIT})`, ({ count = "", unit = "" }, { day }) =>
    from(day - (COUNTS.get(count.toLowerCase()) ?? Number(count)) * daysOf(unit) * DAY_MS),
  ),
  rule("day before yesterday|vorgestern", (_groups, { day }) => between(day - 2 * DAY_MS, day - DAY_MS)),
  rule("yesterday|gestern", (_groups, { day }) => between(day - DAY_MS, day)),
  rule("today|heute", (_groups, { day }) => from(day)),
  // The week before this one, or the last seven days: both are meant by some.
  rule(`(?:${SINCE} )?(?:${LAST}) (?:week|woche)`, (_groups, { day }) => from(day - 14 * DAY_MS)),
  rule(`(?:${THIS}) (?:week|woche)`, (_groups, { day }) => from(day - 7 * DAY_MS)),
  rule(`(?:${SINCE} )?(?:${LAST}) (?:month|monat)`, (_groups, { year, month }) => from(Date.UTC(year, month - 1, 1))),
  rule(`(?:${THIS}) (?:month|monat)`, (_groups, { year, month }) => from(Date.UTC(year, month, 1))),
  rule(`(?:${LAST}) (?:year|jahr)`, (_groups, { year }) => between(Date.UTC(year - 1, 0, 1), Date.UTC(year, 0, 1))),
  rule(`(?:${THIS}) (?:year|jahr)`, (_groups, { year }) => from(Date.UTC(year, 0, 1))),
  rule(`(?:Q(?<quarter>[1-4])) (?<year>${YEAR})`, ({ quarter, year }) => {
    const first = (Number(quarter) - 1) * 3;
    return between(Date.UTC(Number(year), first, 1), Date.UTC(Number(year), first + 3, 1));
  }),
  rule(`(?:${WITHIN}) (?<month>${MONTHS})(?: (?<year>${YEAR}))?`, ({ month = "", year }, today) => {
    const start = monthOf(month, year, today);
    return between(start, nextMonth(start));
  }),
  rule(`(?:${WITHIN}|im jahre?) (?<year>${YEAR})`, ({ year }) => between(Date.UTC(Number(year), 0, 1), Date.UTC(Number(year) + 1, 0, 1))),
];

/** The time that a question in English or German names; null when it names none. "May" is a month only behind a word that makes it one. */
export function readTime(question: string, now: number): TimeReading | null {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const today: Today = { now, day: Date.UTC(year, month, date.getUTCDate()), year, month };
  for (const [pattern, read] of RULES) {
    const found = pattern.exec(question);
    const range = found === null ? null : read(found.groups ?? {}, today);
    if (found === null || range === null) continue;
    const use = ABOUT_CHANGES.test(question) ? "filter" : "preference";
    const after = range.after === null ? null : range.after - MARGIN_MS;
    const before = range.before === null ? null : range.before + MARGIN_MS;
    return { text: found[0].trim(), after, before, use };
  }
  return null;
}
