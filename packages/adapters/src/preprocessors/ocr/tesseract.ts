import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Block, type Extracted, type PreprocessInput, SmartyError } from "@smartypants/sdk";
import { finishExtracted } from "../finish-extracted.ts";
import { PICTURE_TYPES, type TextRecognition } from "./recognition.ts";
import { type ProgramLimits, runProgram } from "./run-program.ts";

export interface TesseractOptions {
  /** As Tesseract names them: `eng`, `deu+eng`. */
  readonly languages: string;
  /** Where programs are looked for. */
  readonly folders?: readonly string[];
  readonly limits?: ProgramLimits;
}

const FOLDERS: readonly string[] = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"];
/** For one page. */
const LIMITS: ProgramLimits = { timeoutMs: 60_000, maxMemoryMegabytes: 1_500, maxOutputBytes: 64 * 1_024 * 1_024 };
const MAX_PAGES = 200;
const DOTS_PER_INCH = "200";
const EMPTY = "This file holds pictures in which no text could be recognised.";
const NOTE = "The text was recognised on pictures and may hold mistakes.";

/** Tesseract as a program of the operator's machine; scanned PDFs need poppler's `pdftoppm` as well. Throws `config` when it is not there. */
export function createTesseract({ languages, folders = FOLDERS, limits = LIMITS }: TesseractOptions): TextRecognition {
  const tesseract = findProgram("tesseract", folders);
  const renderer = findProgram("pdftoppm", folders);
  if (tesseract === undefined)
    throw new SmartyError(
      "config",
      `SMARTY_OCR: the program tesseract is in none of ${folders.join(", ")}. Install it, or unset SMARTY_OCR.`,
    );
  if (!/^[A-Za-z0-9_]+(?:\+[A-Za-z0-9_]+)*$/.test(languages))
    throw new SmartyError("config", "SMARTY_OCR_LANGUAGES: give Tesseract's names of languages, joined by +, such as deu+eng.");
  const read = async (picture: Uint8Array, signal: AbortSignal): Promise<readonly string[]> => {
    const { code, output } = await runProgram(tesseract, ["stdin", "stdout", "-l", languages], limits, signal, picture);
    if (code !== 0)
      throw new SmartyError("corrupt", "This picture is damaged, or its text recognition failed. Save it again, and upload that version.");
    // A form feed ends each page.
    return new TextDecoder().decode(output).split("\f");
  };
  return {
    version: 1,
    mimeTypes: [...PICTURE_TYPES, ...(renderer === undefined ? [] : ["application/pdf"])],
    recognise: async (input) => {
      if (input.mimeType !== "application/pdf" || renderer === undefined) return toExtracted(await read(input.bytes, input.signal), []);
      return readPdf(input, renderer, limits, read);
    },
  };
}

async function readPdf(
  { bytes, signal }: PreprocessInput,
  renderer: string,
  limits: ProgramLimits,
  read: (picture: Uint8Array, signal: AbortSignal) => Promise<readonly string[]>,
): Promise<Extracted> {
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-ocr-"));
  try {
    const file = path.join(folder, "document.pdf");
    await writeFile(file, bytes);
    const pages: string[] = [];
    for (let number = 1; number <= MAX_PAGES; number++) {
      const only = ["-f", String(number), "-l", String(number)];
      const { code, output } = await runProgram(renderer, ["-r", DOTS_PER_INCH, "-gray", "-png", ...only, file], limits, signal);
      // It refuses pages behind the last one.
      if (code !== 0 || output.length === 0) return toExtracted(pages, []);
      pages.push((await read(output, signal)).join("\n\n"));
    }
    return toExtracted(pages, [`Only the first ${MAX_PAGES} pages were recognised. Split the file to have all of it.`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toExtracted(pages: readonly string[], notes: readonly string[]): Extracted {
  const blocks = pages.flatMap((page, index) =>
    page
      .split(/\n\s*\n/)
      .map((text): Block => ({ kind: "paragraph", text: joinLines(text), anchor: `page=${index + 1}` }))
      .filter(({ text }) => text !== ""),
  );
  return finishExtracted({ blocks, notes: [NOTE, ...notes] }, EMPTY);
}

/** Words broken at the end of a line are put together. */
function joinLines(text: string): string {
  return text
    .trim()
    .replaceAll(/(\p{L})[-\u2010]\n(?=\p{Ll})/gu, "$1")
    .replaceAll(/\s*\n\s*/g, " ");
}

function findProgram(name: string, folders: readonly string[]): string | undefined {
  return folders
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false; // it is not there, or not for us to run
      }
    });
}
