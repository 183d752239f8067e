import { SmartyError } from "@smartypants/sdk";
import { oneLine } from "../clean-text.ts";
import { type Metadata, toMetadata } from "../office/office-metadata.ts";
import type { OfficePackage } from "../office/office-package.ts";

export interface Book {
  readonly metadata: Metadata;
  /** Names of the chapters' parts in the order of reading. */
  readonly chapters: readonly string[];
}

const MAX_CHAPTERS = 5_000;

/** Reads what a book says about itself. Throws `encrypted` for one that only its shop's program can open. */
export async function readBook(parts: OfficePackage): Promise<Book> {
  await refuseProtected(parts);
  const opf = await findContents(parts);
  const items = new Map<string, string>();
  const chapters: string[] = [];
  const fields = new Map<string, string[]>();
  let text = "";
  await parts.readPart(opf, {
    open: (name, attribute) => {
      text = "";
      const href = attribute("href");
      if (name === "item" && href !== undefined && /html|xml/.test(attribute("media-type") ?? "html"))
        items.set(attribute("id") ?? "", resolveHref(opf, href));
      const chapter = name === "itemref" ? items.get(attribute("idref") ?? "") : undefined;
      if (chapter !== undefined && chapters.length < MAX_CHAPTERS) chapters.push(chapter);
    },
    text: (more) => void (text += more),
    close: (name) => {
      if (text.trim() !== "") fields.set(name, [...(fields.get(name) ?? []), oneLine(text)]);
      text = "";
    },
  });
  const first = (name: string): string | undefined => fields.get(name)?.[0];
  const metadata = toMetadata({ title: first("title"), created: first("date"), language: first("language") });
  const authors = fields.get("creator") ?? [];
  return { metadata: { ...metadata, ...(authors.length > 0 && { authors }) }, chapters };
}

async function findContents(parts: OfficePackage): Promise<string> {
  let found: string | undefined;
  await parts.readPart("META-INF/container.xml", {
    open: (name, attribute) => {
      if (name === "rootfile") found ??= attribute("full-path");
    },
  });
  const opf = found ?? parts.zip.entries.find((entry) => entry.name.endsWith(".opf"))?.name;
  if (opf !== undefined && parts.has(opf)) return opf;
  throw new SmartyError("corrupt", "This book has lost its table of contents. Download or export it again.");
}

/** Fonts may be scrambled; texts that are, need a licence. */
async function refuseProtected(parts: OfficePackage): Promise<void> {
  await parts.readPart("META-INF/encryption.xml", {
    open: (name, attribute) => {
      const isPage = name === "CipherReference" && /\.x?html?$/i.test(attribute("URI") ?? "");
      if (isPage) throw new SmartyError("encrypted", "This book is protected by its shop and opens in the shop's program only.");
    },
  });
}

function resolveHref(opf: string, href: string): string {
  const steps = opf.split("/").slice(0, -1);
  for (const step of decodePath(href.split("#", 1)[0] ?? "").split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}

function decodePath(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href; // a stray "%" is thrown
  }
}
