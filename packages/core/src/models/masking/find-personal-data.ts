export type PersonalKind = "EMAIL" | "IBAN" | "CARD" | "ID" | "PHONE";

/** UTF-16 offsets. */
export interface PersonalData {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
}

/**
 * E-mail addresses, bank accounts, card numbers, common national ids and telephone numbers. What has check digits is taken only when they are right. Names
 * and addresses are not found. In order, without overlaps.
 */
export function findPersonalData(text: string): readonly PersonalData[] {
  if (!/[@\d]/.test(text)) return [];
  const found: PersonalData[] = [];
  const isFree = (start: number, end: number): boolean => found.every((each) => end <= each.start || start >= each.end);
  for (const [kind, pattern, accept] of FINDERS) {
    for (const match of text.matchAll(pattern)) {
      const length = accept(match[0]);
      if (length > 0 && isFree(match.index, match.index + length)) found.push({ kind, start: match.index, end: match.index + length });
    }
  }
  return found.toSorted((one, other) => one.start - other.start);
}

/** How much of what was matched it is; 0: nothing. */
type Accept = (text: string) => number;

const whole =
  (isRight: (text: string) => boolean): Accept =>
  (text) =>
    isRight(text) ? text.length : 0;

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}

const BEFORE = String.raw`(?<![\p{L}\p{N}_])`;
const AFTER = String.raw`(?![\p{L}\p{N}_])`;
const pattern = (source: string): RegExp => new RegExp(`${BEFORE}(?:${source})${AFTER}`, "gu");

/** The more certain ones first. Every repetition has a bound. */
const FINDERS: readonly (readonly [PersonalKind, RegExp, Accept])[] = [
  ["EMAIL", /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/gu, whole(() => true)],
  ["IBAN", pattern(String.raw`[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}`), ibanLength],
  ["ID", pattern(String.raw`[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}`), whole(isFrenchId)],
  ["CARD", pattern(String.raw`\d(?:[ -]?\d){12,18}`), whole(isCard)],
  // Social Security Number and National Insurance number.
  ["ID", pattern(String.raw`\d{3}-\d{2}-\d{4}`), whole((text) => !/^(?:000|666|9)|-00-|-0000$/.test(text))],
  ["ID", pattern(String.raw`[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]`), whole(() => true)],
  // Codice fiscale.
  ["ID", pattern(String.raw`[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]`), whole(() => true)],
  ["ID", pattern(String.raw`(?:\d{8}|[XYZ]\d{7})-?[A-Z]`), whole(isSpanishId)],
  ["ID", pattern(String.raw`\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}`), whole(isBelgianId)],
  ["ID", pattern(String.raw`756\.?\d{4}\.?\d{4}\.?\d{2}`), whole((text) => isEan(digitsOf(text)))],
  ["ID", pattern(String.raw`\d{2} ?\d{3} ?\d{3} ?\d{3}`), whole((text) => isGermanTaxId(digitsOf(text)) || isPolishId(digitsOf(text)))],
  ["PHONE", /(?<![\p{L}\p{N}_.,-])(?:\+|00)[1-9](?:[ ()./-]{0,3}\d){6,14}(?![\p{L}\p{N}_])/gu, whole(() => true)],
  [
    "PHONE",
    /(?<![\p{L}\p{N}_.,/-])(?:\(0\d{1,5}\)|0\d{2,5})[ /-]{1,3}\d(?:[ -]?\d){4,9}(?![\p{L}\p{N}_]|[.,]\d)/gu,
    whole((text) => digitsOf(text).length >= 8),
  ],
  ["PHONE", /(?<![\p{L}\p{N}_.,-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\p{L}\p{N}_])/gu, whole(() => true)],
];

/** The check digits tell where it ends: what follows may be written in capitals too. */
function ibanLength(text: string): number {
  for (let end = text.length; end >= 15; end--) {
    const account = text.slice(0, end).replaceAll(" ", "");
    if (text[end - 1] !== " " && account.length >= 15 && account.length <= 34 && isIban(account)) return end;
  }
  return 0;
}

function isIban(account: string): boolean {
  return remainder(Array.from(account.slice(4) + account.slice(0, 4), (sign) => String(Number.parseInt(sign, 36))).join(""), 97) === 1;
}

/** Of a number too long to be one. */
function remainder(digits: string, by: number): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % by;
  return rest;
}

function isCard(text: string): boolean {
  const digits = digitsOf(text);
  if (!/^(?:2[2-7]|3[04-9]|4|5|6)/.test(digits)) return false;
  let sum = 0;
  for (const [index, digit] of Array.from(digits).toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

function isSpanishId(text: string): boolean {
  const letter = text.at(-1) ?? "";
  const digits = text.replace(/^X/, "0").replace(/^Y/, "1").replace(/^Z/, "2").replaceAll(/[^\d]/g, "");
  return "TRWAGMYFPDXBNJZSQVHLCKE"[Number(digits) % 23] === letter;
}

function isBelgianId(text: string): boolean {
  const digits = digitsOf(text);
  const check = Number(digits.slice(9));
  const rightFor = (head: string): boolean => 97 - (Number(head) % 97) === check;
  return rightFor(digits.slice(0, 9)) || rightFor(`2${digits.slice(0, 9)}`);
}

function isEan(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 12)).reduce((all, digit, index) => all + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return digits.length === 13 && (10 - (sum % 10)) % 10 === Number(digits[12]);
}

function isFrenchId(text: string): boolean {
  const plain = text.replaceAll(" ", "").replace("2A", "19").replace("2B", "18");
  return 97 - (Number(plain.slice(0, 13)) % 97) === Number(plain.slice(13));
}

/** Eleven digits of which the last one checks the others (ISO 7064, mod 11, 10). */
function isGermanTaxId(digits: string): boolean {
  if (digits.length !== 11 || digits.startsWith("0")) return false;
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

function isPolishId(digits: string): boolean {
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  const sum = weights.reduce((all, weight, index) => all + weight * Number(digits[index]), 0);
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  return digits.length === 11 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && (10 - (sum % 10)) % 10 === Number(digits[10]);
}
