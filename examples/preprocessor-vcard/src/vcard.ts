import { type Block, definePreprocessor, SmartyError } from "@smartypants/sdk";

const MAX_CARDS = 20_000;

/** Address books as `.vcf`: each person under their name, with what a colleague would look for. `card=3` is the third. */
export const vcard = definePreprocessor({
  id: "vcard",
  version: 1,
  mimeTypes: ["text/vcard"],
  isolated: false,
  async extract({ bytes }) {
    const cards = readCards(new TextDecoder().decode(bytes));
    if (cards.length === 0) throw new SmartyError("empty", "This address book holds no cards. Export it again and upload it once more.");
    const blocks = cards.slice(0, MAX_CARDS).flatMap((card, index) => {
      return cardBlocks(card).map((block): Block => ({ ...block, anchor: `card=${index + 1}` }));
    });
    const note = `Only the first ${MAX_CARDS.toLocaleString("en")} cards were read. Split the file to have all of them.`;
    return { blocks, ...(cards.length > MAX_CARDS && { notes: [note] }) };
  },
});

type Card = ReadonlyMap<string, readonly string[]>;

function readCards(text: string): readonly Card[] {
  const cards: Map<string, string[]>[] = [];
  let card: Map<string, string[]> | undefined;
  // A line that begins with white space goes on with the one before.
  for (const line of text.replaceAll(/\r?\n[ \t]/g, "").split(/\r?\n/)) {
    const field = /^(?:[\w-]{1,40}\.)?([\w-]{1,40})(?:;[^:]*)?:(.*)$/.exec(line);
    if (field === null) continue;
    const [, key = "", value = ""] = field;
    const name = key.toUpperCase();
    if (name === "BEGIN") cards.push((card = new Map()));
    else if (name === "END") card = undefined;
    else card?.set(name, [...(card.get(name) ?? []), clean(value)]);
  }
  return cards.filter((each) => cardBlocks(each).length > 0);
}

/** Text that every store accepts, on one line; parts of a value are divided by commas. */
function clean(value: string): string {
  return value
    .replaceAll(/(?<!\\);/g, ", ")
    .replaceAll(/\\[nN]/g, " ")
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll(/\p{Cc}/gu, " ")
    .toWellFormed()
    .replaceAll(/(?:,\s*)+,/g, ",")
    .replaceAll(/\s+/g, " ")
    .replace(/^[,\s]+|[,\s]+$/g, "");
}

const LINES: readonly (readonly [string, string])[] = [
  ["TITLE", "Job"],
  ["ORG", "Organisation"],
  ["EMAIL", "E-mail"],
  ["TEL", "Telephone"],
  ["ADR", "Address"],
  ["NOTE", "Note"],
];

function cardBlocks(card: Card): Block[] {
  const all = (key: string): string => (card.get(key) ?? []).filter((value) => value !== "").join("; ");
  const name = all("FN") || all("N");
  const lines = LINES.flatMap(([key, label]) => (all(key) === "" ? [] : [`${label}: ${all(key)}`]));
  return [
    ...(name === "" ? [] : [{ kind: "heading" as const, level: 2, text: name }]),
    ...(lines.length === 0 ? [] : [{ kind: "paragraph" as const, text: lines.join("\n") }]),
  ];
}
