/** What the answer to a question must hold. Read from English questions; any other is `open`. */
export type AnswerKind = "duration" | "percent" | "amount" | "number" | "time" | "date" | "person" | "place" | "permission" | "open";

const SPAN = "(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|decades?|centur(?:y|ies))";

/** In order: the first that matches decides. */
const QUESTIONS: readonly (readonly [AnswerKind, RegExp])[] = [
  ["duration", new RegExp(`\\bhow (?:long|quickly|often|soon|late|early|fast)\\b|\\bhow (?:many|much) (?:\\w+ ){0,2}?${SPAN}\\b`, "i")],
  ["duration", /\bhow .{1,25} in advance\b/i],
  ["percent", /\b(?:percent|percentage|per cent)\b/i],
  [
    "amount",
    /\bhow much (?!data|time)|\b(?:how|what|which|by)\b.*\b(?:costs?|price|fee|salary|bonus|allowance|budget|discount|per diem)\b/i,
  ],
  ["amount", /\ballowance amount\b/i],
  ["number", /\bhow (?:many|much|large|big|far|high|tall|old|tight|deep|heavy|wide|small|short)\b|\bup to what\b/i],
  ["number", /\b(?:what|which) (?:\w+ ){0,2}(?:number|amount|rate|limit|size|value|ports?|ratio|length|version|quotas?)\b/i],
  ["time", /\b(?:what|which) (?:\w+ )?(?:time|hours)\b|\bopening hours\b/i],
  ["person", /^(?:\P{L}*)(?:who|whose|whom)\b/iu],
  ["date", /\bwhen\b(?!.*,\s*(?:can|may|do|does|who)\b)|\b(?:what|which) (?:\w+ )?(?:date|days?|year|month|week|century|decade)\b/i],
  ["person", /\b(?:who|whose|whom)\b/i],
  ["place", /\bwhere\b/i],
  ["permission", /^(?:can|may|do|does|did|is|are|was|were|will|has|have|should|must|am)\b|, (?:can|may|do|does|is|are|am|should) \w+/i],
];

export function answerKindOf(question: string, language: string): AnswerKind {
  if (language !== "en" && language !== "und") return "open";
  return QUESTIONS.find(([, pattern]) => pattern.test(question))?.[0] ?? "open";
}

const MANY =
  "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|" +
  "thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|twice";
const NUMBER = new RegExp(`\\d|\\b(?:${MANY}|one|once|half|first|second|third|double|quarter)\\b`, "i");
const COUNT = new RegExp(`\\d|\\b(?:${MANY})\\b`, "i");
const DURATION = new RegExp(
  `(?:\\d|\\b(?:${MANY}|one|an?|every|each|per|next|same)\\b)[\\s-]*(?:(?:working|calendar|consecutive|full|more|business|paid)\\s+)?${SPAN}\\b|` +
    "\\b(?:immediately|forever|permanently|indefinitely|daily|weekly|monthly|yearly|annually|until)\\b",
  "i",
);
const PERCENT = /%|\bper ?cent\b|\b(?:half|third|quarter)\b/i;
const MONEY =
  /[€$£¥%]|\b(?:euros?|dollars?|pounds?|zloty|francs?|eur|usd|gbp|free|per ?cent|cents?|million|billion|nothing|fee)\b|\d[.,]\d{2}\b/i;
const TIME = /\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b|\b(?:noon|midnight|o'clock)\b/i;
const DATE =
  /\b(?:1\d|20)\d{2}s?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|century)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/i;
const WHEN = /\b(?:before|after|until|from|within|by|during|every|as soon as|when|the (?:day|week|month|year|night|end|beginning))\b/i;
/** A capitalised word that does not open a sentence. */
const NAME = /(?:[^.!?:\s|]\s+|\()\p{Lu}[\p{L}'’-]+/u;
const ROLE =
  /\b(?:heads?|managers?|leads?|officers?|teams?|directors?|chiefs?|c[a-z]o|counsel|department|desk|engineers?|presidents?|ministers?|kings?|queens?|employees|everyone|everybody|anyone|nobody|company|people|customers?|person|colleagues?|owner)\b/i;
const PLACE = /\b(?:in|at|on|near|next to|opposite|behind|beside|from|north|south|east|west|outside|inside|below|above|under)\b/i;
const PERMISSION =
  /\b(?:may|can|cannot|must|allowed|never|not|no|forbidden|only|needs?|required|every|all|free|nobody|nothing|without|yes|costs?|possible)\b/i;

/** How much of what is asked for a text holds by its form alone, 0 to 1. */
export function holdsKind(kind: AnswerKind, text: string): number {
  const some = NUMBER.test(text) ? 1 : 0;
  switch (kind) {
    case "duration":
      return DURATION.test(text) ? 1 : some * 0.3;
    case "percent":
      return PERCENT.test(text) ? 1 : some * 0.2;
    case "amount":
      return MONEY.test(text) ? 1 : some * 0.3;
    case "number":
      return COUNT.test(text) ? 1 : some * 0.7;
    case "time":
      return TIME.test(text) ? 1 : some * 0.3;
    case "date":
      return DATE.test(text) || TIME.test(text) ? 1 : WHEN.test(text) ? 0.5 + some * 0.3 : some * 0.4;
    case "person":
      return NAME.test(text) ? 1 : ROLE.test(text) ? 0.8 : 0;
    case "place":
      return PLACE.test(text) ? 1 : 0;
    case "permission":
      return PERMISSION.test(text) ? 1 : 0.3;
    case "open":
      return 0.6;
  }
}
