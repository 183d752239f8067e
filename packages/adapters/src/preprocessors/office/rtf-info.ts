import { type Metadata, toMetadata } from "./office-metadata.ts";

const MAX_INFO = 20_000;

/** The information group of an RTF document, which stands near its start. */
export function readRtfInfo(bytes: Uint8Array): Metadata {
  const head = Buffer.from(bytes.subarray(0, 512 * 1024)).toString("latin1");
  const start = head.indexOf("{\\info");
  if (start < 0) return {};
  const info = head.slice(start, start + MAX_INFO);
  const codePage = /\\ansicpg(\d{3,5})/.exec(head)?.[1] ?? "1252";
  return toMetadata({
    title: textOf(info, "title", codePage),
    author: textOf(info, "author", codePage),
    created: timeOf(info, "creatim"),
    updated: timeOf(info, "revtim"),
  });
}

function textOf(info: string, name: string, codePage: string): string | undefined {
  const raw = new RegExp(String.raw`\{\\${name} ((?:[^{}\\]|\\[^\n])*)\}`).exec(info)?.[1];
  // \uN is a character by number, with a stand-in behind it; \'hh a byte of the code page.
  return raw
    ?.replaceAll(/\\u(-?\d{1,6}) ?(?:\\'[\da-f]{2}|\?)?/gi, (_, code: string) => String.fromCharCode(Number(code) & 0xffff))
    .replaceAll(/(?:\\'[\da-f]{2})+/gi, (coded) => decodeBytes(coded, codePage))
    .replaceAll(/\\[a-z]+-?\d* ?/gi, "")
    .replaceAll(/\\(.)/g, "$1");
}

function decodeBytes(coded: string, codePage: string): string {
  const bytes = Uint8Array.from(coded.split("\\'").slice(1), (hex) => Number.parseInt(hex, 16));
  return new TextDecoder(/^125[0-8]$/.test(codePage) ? `windows-${codePage}` : "windows-1252").decode(bytes);
}

function timeOf(info: string, name: string): string | undefined {
  const group = new RegExp(String.raw`\{\\${name}([^{}]{0,200})\}`).exec(info)?.[1];
  if (group === undefined) return undefined;
  const [year, month, day, hour, minute] = ["yr", "mo", "dy", "hr", "min"].map((field) => {
    return (new RegExp(String.raw`\\${field}(\d{1,4})`).exec(group)?.[1] ?? "0").padStart(2, "0");
  });
  return `${year}-${month}-${day}T${hour}:${minute}:00Z`;
}
