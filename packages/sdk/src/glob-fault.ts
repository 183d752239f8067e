const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", "(": ")" };

/** What is odd about a pattern, in a sentence for whoever writes it; null when it says what it seems to. A bracket that is never closed stands for itself. */
export function globFault(pattern: string): string | null {
  const open: string[] = [];
  let isInSet = false;
  for (const character of pattern) {
    // Between these, other brackets are characters like any other.
    if (isInSet) isInSet = character !== "]";
    else if (character === "[") isInSet = true;
    else if (character in CLOSING) open.push(character);
    else if (character === CLOSING[open.at(-1) ?? ""]) open.pop();
    else if (Object.values(CLOSING).includes(character)) return unmatched(pattern, character);
  }
  const left = isInSet ? "[" : open.at(-1);
  return left === undefined ? null : unmatched(pattern, left);
}

function unmatched(pattern: string, bracket: string): string {
  return `In “${pattern}” the bracket ${bracket} has no partner, so it stands for itself. Complete it, or remove it.`;
}
