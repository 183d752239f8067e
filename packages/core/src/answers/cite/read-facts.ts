import { flatten } from "../read-question.ts";

/** What a text states exactly: a paraphrase keeps these. */
export interface Facts {
  readonly numbers: readonly NumberFact[];
  /** Lower case; names, codes and addresses. */
  readonly names: readonly string[];
}

export interface NumberFact {
  /** One spelling for `1,200`, `1200` and `twelve hundred`'s parts; a time of day is `13:00`. */
  readonly value: string;
  /** What is counted, where it is of a kind that can be told apart; null otherwise. */
  readonly unit: string | null;
}

/** Spellings of numbers in English and German. "one", "first" and "second" are mostly no numbers. */
const WORDS: ReadonlyMap<string, string> = new Map(
  [
    "two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16",
    "seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100",
    "third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 fifteenth=15 twentieth=20 thirtieth=30",
    "dritte=3 dritten=3 vierte=4 vierten=4 fünfte=5 fünften=5 sechste=6 sechsten=6 siebten=7 achten=8 neunten=9 zehnten=10",
    "zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16",
    "siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 hundert=100",
  ]
    .join(" ")
    .split(" ")
    .map((pair): [string, string] => [pair.split("=")[0] ?? "", pair.split("=")[1] ?? ""]),
);

const UNITS: readonly (readonly [unit: string, words: RegExp])[] = [
  ["second", /^(?:seconds?|secs?|sekunden?)$/],
  ["minute", /^(?:minutes?|mins?|minuten?)$/],
  ["hour", /^(?:hours?|hrs?|stunden?)$/],
  ["day", /^(?:days?|tagen?|tage?s?|nights?|nächten?)$/],
  ["week", /^(?:weeks?|wochen?)$/],
  ["month", /^(?:months?|monate?n?s?)$/],
  ["year", /^(?:years?|jahre?n?s?)$/],
  ["percent", /^(?:%|percent|prozent)$/],
  ["euro", /^(?:€|eur|euros?)$/],
  ["dollar", /^(?:\$|usd|dollars?)$/],
  ["pound", /^(?:£|gbp)$/],
  ["kilometre", /^(?:km|kilomet(?:er|re)n?s?)$/],
  ["metre", /^(?:m|met(?:er|re)n?s?)$/],
  ["kilogram", /^(?:kg|kilos?|kilogra(?:mm|m)s?)$/],
  ["degree", /^(?:°c?|degrees?|grad)$/],
  ["megabyte", /^(?:mb|megabytes?)$/],
  ["gigabyte", /^(?:gb|gigabytes?)$/],
];

const MONTHS = [
  "jan(?:uary|uar)?",
  "feb(?:ruary|ruar)?",
  "mar(?:ch)?|märz",
  "apr(?:il)?",
  "may|mai",
  "june?|juni",
  "july?|juli",
  "aug(?:ust)?",
  "sep(?:t(?:ember)?)?",
  "o[ck]t(?:ober)?",
  "nov(?:ember)?",
  "de[cz](?:ember)?",
].map((month) => new RegExp(`^(?:${month})$`, "i"));

const NUMBER = String.raw`\d{1,3}(?:[,.' \u00A0\u202F]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?`;
const NUMERIC = new RegExp(
  String.raw`(?<![\p{L}\p{N}])([€$£]?)(?:(\d{1,2})[:.h](\d{2})(?!\d)\s?([ap])?\.?(?:m\b|\s?uhr)?|(${NUMBER})\s?(?:([ap])\.?m\b)?)(?![\p{N}])(?:st|nd|rd|th)?[-\s\u00A0\u202F]{0,2}([%€$£°]c?|\p{L}+)?(?:[\s-](\p{L}+))?`,
  "giu",
);
const SPELLED = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${[...WORDS.keys()].join("|")})(?:-(${[...WORDS.keys()].join("|")}))?(?![\p{L}\p{N}])[-\s]{0,2}(\p{L}+)?(?:[\s-](\p{L}+))?`,
  "giu",
);

/** Reads numbers, names and codes. `language`: where nouns are capitalised, capitals make no name. */
export function readFacts(text: string, language: string): Facts {
  return { numbers: readNumbers(text), names: namesIn(text, language) };
}

export function readNumbers(text: string): readonly NumberFact[] {
  return [...(/\d/.test(text) ? numericFacts(text) : []), ...spelledFacts(text)];
}

function* numericFacts(text: string): Generator<NumberFact> {
  for (const [, sign = "", hour, minute, half, digits, bareHalf, next = "", after = ""] of text.matchAll(NUMERIC)) {
    if (hour !== undefined && minute !== undefined && isTime(hour, minute, next, half)) {
      yield { value: timeOfDay(hour, minute, half), unit: "time" };
      continue;
    }
    const written = digits ?? `${hour}.${minute}`;
    if (bareHalf !== undefined) yield { value: timeOfDay(written, "00", bareHalf), unit: "time" };
    else yield { value: normalised(written), unit: unitOf(sign, next, after) };
  }
}

function isTime(hour: string, minute: string, next: string, half: string | undefined): boolean {
  if (Number(hour) > 24 || Number(minute) > 59) return false;
  return half !== undefined || /^uhr$/i.test(next) || unitOf("", next, "") === null;
}

function timeOfDay(hour: string, minute: string, half: string | undefined): string {
  const value = Number(hour);
  const later = /^p$/i.test(half ?? "") && value < 12 ? 12 : 0;
  const earlier = /^a$/i.test(half ?? "") && value === 12 ? 12 : 0;
  return `${value + later - earlier}:${minute}`;
}

/** `1,200` and `1.200` are one number, `4.80` and `4,8` another. */
function normalised(written: string): string {
  const whole = written.replaceAll(/[' \u00A0\u202F]/g, "").replaceAll(/[.,](?=\d{3}(?:\D|$))/g, "");
  const value = Number(whole.replace(",", "."));
  return Number.isFinite(value) ? String(value) : whole;
}

function unitOf(sign: string, next: string, after: string): string | null {
  for (const word of [sign, next, after]) {
    if (word === "") continue;
    const lower = word.toLowerCase();
    const known = UNITS.find(([, words]) => words.test(lower));
    if (known !== undefined) return known[0];
    const month = MONTHS.findIndex((each) => each.test(word));
    if (month >= 0) return `month ${month + 1}`;
    // "20 working days", "5 calendar weeks": one word may stand between.
    if (word === next && !/^(?:working|business|calendar|full|paid|consecutive|further|more|additional|extra|whole)$/.test(lower))
      return null;
  }
  return null;
}

function* spelledFacts(text: string): Generator<NumberFact> {
  for (const [, first = "", second, next = "", after = ""] of text.matchAll(SPELLED)) {
    const value = Number(WORDS.get(first.toLowerCase())) + (second === undefined ? 0 : Number(WORDS.get(second.toLowerCase())));
    yield { value: String(value), unit: unitOf("", next, after) };
  }
}

/** Languages that write every noun with a capital. */
const CAPITAL_NOUNS: ReadonlySet<string> = new Set(["de", "lb"]);
// Repetitions have bounds: a hostile text must not take quadratic time.
const NAME = /(?<![.!?:]\s{0,3}["“(]?|^["“(\s*_#>-]{0,12}|[\p{L}\p{N}])\p{Lu}[\p{L}’'-]{1,40}/gu;
const CODE = /(?<![\p{L}\p{N}-])(?:\p{L}{1,10}[-_]?\d[\p{L}\p{N}-]{0,30}|\p{Lu}{2,30}(?:-\p{Lu}{1,30}){0,6})(?![\p{L}\p{N}])/gu;
const ADDRESS =
  /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}|#[\p{L}][\p{L}\p{N}_-]{1,60}/gu;

function namesIn(text: string, language: string): string[] {
  const capitalised = CAPITAL_NOUNS.has(language) ? [] : Array.from(text.matchAll(NAME), ([name]) => name.replace(/['’]s$/u, ""));
  const names = capitalised.filter(
    (name) => /\p{Ll}/u.test(name) && !MONTHS.some((month) => month.test(name)) && !/^I(?:['’]|$)/.test(name),
  );
  const codes = Array.from(text.matchAll(CODE), ([code]) => flatten(code).trim());
  const addresses = Array.from(text.matchAll(ADDRESS), ([address]) => address);
  return [...new Set([...names, ...codes, ...addresses].map((name) => name.toLowerCase()))];
}
