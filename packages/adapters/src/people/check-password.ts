import { SmartyError } from "@smartypants/sdk";
import { COMMON_PASSWORDS } from "./common-passwords.ts";

const SHORTEST = 10;
const LONGEST = 128;

/** Shorter names, like `al`, are in too many good passwords. */
const SHORTEST_NAME = 4;

/** Digits and signs that stand for letters. */
const LEET: Readonly<Record<string, string>> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" };

let common: ReadonlySet<string> | undefined;

/** Throws `invalid` with the field `password`. There are no rules about kinds of characters: length and rarity are what counts. */
export function checkPassword(password: string, email: string): void {
  const text = password.normalize("NFKC");
  const length = Array.from(text).length;
  if (length < SHORTEST) refuse(`Use at least ${SHORTEST} characters. A few unrelated words are easy to remember.`);
  if (length > LONGEST) refuse(`Use at most ${LONGEST} characters.`);
  const folded = text.toLowerCase();
  const [name = ""] = email.toLowerCase().split("@");
  if (name.length >= SHORTEST_NAME && folded.includes(name)) refuse("Do not use the name of your e-mail address in the password.");
  if (isCommon(folded))
    refuse("This password is one of those that are tried first. Choose a rarer one, for example a few unrelated words.");
}

/** Whether it is a common password, also in disguise: with digits and signs around it, with digits for letters, or said several times. */
function isCommon(folded: string): boolean {
  common ??= new Set(COMMON_PASSWORDS.trim().split(/\s+/));
  const unit = /^(.{1,16}?)\1+$/su.exec(folded)?.[1] ?? folded;
  if (Array.from(unit).length <= 2) return true;
  if (isRow(unit)) return true;
  const bare = trimSigns(unit);
  return [folded, unit, bare, withLetters(unit), withLetters(bare)].some((form) => common?.has(form));
}

function withLetters(text: string): string {
  return Array.from(text)
    .map((letter) => LEET[letter] ?? letter)
    .join("");
}

function trimSigns(text: string): string {
  return text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
}

/** Each character follows the one before: `abcdefghij`, `9876543210`. */
function isRow(text: string): boolean {
  const points = Array.from(text).map((letter) => letter.codePointAt(0) ?? 0);
  const steps = points.slice(1).map((point, index) => point - (points[index] ?? 0));
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9);
}

function refuse(message: string): never {
  throw new SmartyError("invalid", message, { fields: [{ path: "password", message }] });
}
