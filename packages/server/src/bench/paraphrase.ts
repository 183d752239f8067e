/** Words and turns that say the same; each is used where it is found. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/\breceives?\b/gi, "get"],
  [/\bgets?\b/gi, "are given"],
  [/\bmust\b/gi, "have to"],
  [/\bneeds?\b/gi, "require"],
  [/\brequires?\b/gi, "call for"],
  [/\brequired\b/gi, "necessary"],
  [/\bmay\b/gi, "can"],
  [/\bemployees\b/gi, "staff"],
  [/\bstaff\b/gi, "people working here"],
  [/\bcompany\b/gi, "firm"],
  [/\bapproval\b/gi, "consent"],
  [/\bapproved?\b/gi, "signed off"],
  [/\bmanagers?\b/gi, "line manager"],
  [/\bpays?\b/gi, "cover the cost of"],
  [/\bbuy\b/gi, "purchase"],
  [/\bpurchases\b/gi, "orders"],
  [/\bbegins?\b/gi, "start"],
  [/\bstarts?\b/gi, "begin"],
  [/\bends?\b/gi, "finish"],
  [/\bsend\b/gi, "mail"],
  [/\bask\b/gi, "contact"],
  [/\bsubmit(?:ted)?\b/gi, "hand in"],
  [/\breport(?:ed)?\b/gi, "notify"],
  [/\bautomatically\b/gi, "by itself"],
  [/\bimmediately\b/gi, "at once"],
  [/\bwithin\b/gi, "in no more than"],
  [/\bup to\b/gi, "at most"],
  [/\bat least\b/gi, "no fewer than"],
  [/\bmore than\b/gi, "over"],
  [/\blonger than\b/gi, "beyond"],
  [/\bbefore\b/gi, "ahead of"],
  [/\bafter\b/gi, "once past"],
  [/\bevery\b/gi, "each"],
  [/\ball\b/gi, "every one of the"],
  [/\bchecked\b/gi, "inspected"],
  [/\bstored\b/gi, "kept"],
  [/\bkept\b/gi, "retained"],
  [/\bdeleted\b/gi, "erased"],
  [/\bremoved\b/gi, "taken away"],
  [/\bblocked\b/gi, "locked"],
  [/\bhelp\b/gi, "assistance"],
  [/\bcosts?\b/gi, "price"],
  [/\bfree\b/gi, "without charge"],
  [/\bsick\b/gi, "ill"],
  [/\bleave\b/gi, "time off"],
  [/\bholidays?\b/gi, "days off"],
  [/\bworkers?\b/gi, "colleagues"],
  [/\bcustomers?\b/gi, "clients"],
  [/\btrial\b/gi, "probation"],
  [/\blaptops?\b/gi, "notebook"],
  [/\bphone\b/gi, "mobile"],
  [/\bcar\b/gi, "vehicle"],
  [/\bmeetings?\b/gi, "appointment"],
  [/\bquickly\b/gi, "fast"],
  [/\bcannot\b/gi, "are unable to"],
  [/\bnot\b/gi, "never"],
  [/\bis\b/gi, "will be"],
];

const DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const OPENINGS = ["", "In short, ", "According to the handbook, ", "As a rule, ", "Note that "];

/**
 * The sentence in other words, by rule: about half of what has a synonym is replaced, small numbers change between words and digits, a condition changes its
 * place, a bracket is left out. Equal chances give equal sentences.
 */
export function paraphrase(sentence: string, random: () => number): string {
  let text = sentence
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/[.!]$/, "")
    .replace(/ \([^)]*\)/g, "");
  for (const [pattern, other] of SAME) text = text.replaceAll(pattern, (word) => (random() < 0.5 ? other : word));
  text = text.replaceAll(/(?<![\d.,:-])\b\d{1,2}\b(?![\d.,:%-]|\s?%)/g, (digits) =>
    random() < 0.5 ? (DIGITS[Number(digits)] ?? digits) : digits,
  );
  const condition = /^(If|When|For|After|Before) ([^,]{5,80}), (.+)$/.exec(text);
  if (condition !== null && random() < 0.6) text = `${condition[3]} ${condition[1]?.toLowerCase()} ${condition[2]}`;
  const opening = OPENINGS[Math.floor(random() * OPENINGS.length)] ?? "";
  const isName = /^\p{Lu}[\p{L}\d]*\p{Lu}|^\p{Lu}\S* \p{Lu}/u.test(text);
  return `${opening}${opening === "" || isName ? text.slice(0, 1).toUpperCase() + text.slice(1) : text.slice(0, 1).toLowerCase() + text.slice(1)}`;
}
