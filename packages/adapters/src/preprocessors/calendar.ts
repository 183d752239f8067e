import { type Block, definePreprocessor } from "@smartypants/sdk";
import { oneLine } from "./clean-text.ts";
import { decodeText } from "./decode-text.ts";
import { finishExtracted } from "./finish-extracted.ts";

const EMPTY = "This calendar holds no entries. If it should, export it again and upload it once more.";
const MAX_ENTRIES = 50_000;

/** iCalendar files: each event and task under its name, with when, where and who; `event=3` is the third. */
export const calendar = definePreprocessor({
  id: "calendar",
  version: 1,
  mimeTypes: ["text/calendar"],
  isolated: false,
  async extract({ bytes }) {
    const { name, entries } = readEntries(decodeText(bytes).text);
    const blocks = entries.slice(0, MAX_ENTRIES).flatMap((entry, index) => {
      return entryBlocks(entry).map((block): Block => ({ ...block, anchor: `event=${index + 1}` }));
    });
    const note = `Only the first ${MAX_ENTRIES.toLocaleString("en")} entries were read. Split the calendar to have all of it.`;
    return finishExtracted({ blocks, title: name, ...(entries.length > MAX_ENTRIES && { notes: [note] }) }, EMPTY);
  },
});

type Entry = Map<string, string[]>;

function readEntries(text: string): { readonly name: string; readonly entries: readonly Entry[] } {
  const entries: Entry[] = [];
  let entry: Entry | undefined;
  let name = "";
  // Parts of an entry, such as its alarm, have fields of the same names.
  let inner = 0;
  for (const line of text.replaceAll(/\n[ \t]/g, "").split("\n")) {
    const field = /^([\w-]{1,60})((?:;(?:[^:"]|"[^"]*")*)?):(.*)$/.exec(line.trimEnd());
    if (field === null) continue;
    const [, key = "", parameters = "", value = ""] = field;
    const what = key.toUpperCase();
    if (what === "BEGIN" && entry !== undefined) inner += 1;
    else if (what === "BEGIN" && /^v(?:event|todo|journal)$/i.test(value)) entries.push((entry = new Map()));
    else if (what === "END" && inner > 0) inner -= 1;
    else if (what === "END") entry = undefined;
    else if (what === "X-WR-CALNAME" && entry === undefined) name = unescape(value);
    else if (inner === 0) entry?.set(what, [...(entry.get(what) ?? []), shown(what, parameters, value)]);
  }
  return { name: oneLine(name), entries };
}

function shown(key: string, parameters: string, value: string): string {
  if (key === "ATTENDEE" || key === "ORGANIZER") return /;CN="?([^";:]{1,200})/i.exec(parameters)?.[1] ?? value.replace(/^mailto:/i, "");
  if (!/^(?:DTSTART|DTEND|DUE)$/.test(key)) return unescape(value);
  const zone = /;TZID="?([^";:]{1,60})/i.exec(parameters)?.[1] ?? (value.endsWith("Z") ? "UTC" : "");
  return value.replace(
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\dZ?)?$/,
    (_, year: string, month: string, day: string, hour?: string, minute?: string) => {
      const time = hour === undefined ? "" : ` ${hour}:${minute ?? "00"}${zone === "" ? "" : ` ${zone}`}`;
      return `${year}-${month}-${day}${time}`;
    },
  );
}

function unescape(value: string): string {
  return value.replaceAll(/\\([\\;,nN])/g, (_, character: string) => (character.toLowerCase() === "n" ? "\n" : character));
}

function entryBlocks(entry: Entry): Block[] {
  const all = (key: string): string =>
    (entry.get(key) ?? [])
      .map(oneLine)
      .filter((value) => value !== "")
      .join(", ");
  const line = (label: string, value: string): string[] => (value === "" ? [] : [`${label}: ${value}`]);
  const end = all("DTEND") || all("DUE");
  const when = [all("DTSTART"), end].filter((time) => time !== "").join(" – ");
  const facts = [
    ...line("When", when),
    ...line("Where", all("LOCATION")),
    ...line("Organizer", all("ORGANIZER")),
    ...line("With", all("ATTENDEE")),
    ...line("Repeats", all("RRULE")),
  ].join("\n");
  return [
    { kind: "heading", level: 2, text: all("SUMMARY") || "Entry without a name" },
    { kind: "paragraph", text: facts },
    { kind: "paragraph", text: (entry.get("DESCRIPTION") ?? []).join("\n") },
  ];
}
