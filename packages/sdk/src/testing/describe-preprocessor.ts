import { describe, expect, test } from "vitest";
import { isSmartyError } from "../errors.ts";
import type { Block, ChildPage, Extracted, PreprocessInput, Preprocessor } from "../preprocessor.ts";
import { randomBytes, seededRandom } from "./seeded-random.ts";
import { within } from "./within.ts";

export interface PreprocessorSample {
  readonly name: string;
  readonly bytes: Uint8Array | (() => Uint8Array | Promise<Uint8Array>);
  readonly mimeType: string;
  /** Texts that must be found, in this order, somewhere in the blocks. */
  readonly contains?: readonly string[];
}

export interface PreprocessorSetup {
  readonly preprocessor: Preprocessor;
  /** Sound files with text in them; at least one for each of the preprocessor's MIME types is best. */
  readonly samples: readonly PreprocessorSample[];
}

const EXTRACT_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 2000;
const DAMAGE_OUTCOMES = ["a sound result", "encrypted", "empty", "scanned", "too_large", "corrupt", "unsupported"];
/** A page holds about 32 MB: the last child that begins within them may be a large one. */
const MAX_PAGE_BYTES = 100 * 1024 * 1024;
const BLOCK_KINDS: readonly Block["kind"][] = ["heading", "paragraph", "list", "table", "code"];

/** The rules that every preprocessor must pass, as a vitest suite: sound files, damaged ones, nothing at all, and a stop midway. */
export function describePreprocessor(name: string, { preprocessor, samples }: PreprocessorSetup): void {
  describe(`${name} is a preprocessor`, () => {
    test("has samples of the kinds that it reads", () => {
      expect(samples.length).toBeGreaterThan(0);
      for (const sample of samples) expect(preprocessor.mimeTypes).toContain(sample.mimeType);
    });
    test.for(samples)("$name: gives blocks of clean text, in order", async (sample) => {
      const input = await inputOf(sample);
      const extracted = await preprocessor.extract(input);
      expect(extracted.blocks.length, "blocks").toBeGreaterThan(0);
      expectClean(extracted);
      expectInOrder(extracted, sample.contains ?? []);
    });
    test.for(samples)("$name: gives the same twice, and leaves its input alone", async (sample) => {
      const input = await inputOf(sample);
      const before = input.bytes.slice();
      const first = await preprocessor.extract(input);
      expect(input.bytes).toEqual(before);
      expect(await preprocessor.extract({ ...input, bytes: before })).toEqual(first);
      expect(structuredClone(first), "can be sent to another process").toEqual(first);
    });
    test.for(samples)("$name: gives what lies inside of it once, page by page, under names that lead nowhere", async (sample) => {
      const faults = await childFaults(preprocessor, await inputOf(sample));
      expect(faults).toEqual([]);
    });
    test.for(samples)("$name: cut short or garbled, it gives what it can or one of our errors", async (sample) => {
      const input = await inputOf(sample);
      for (const [damage, bytes] of damaged(input.bytes)) {
        const outcome = await damageOutcome(preprocessor, { ...input, bytes });
        expect(DAMAGE_OUTCOMES, `outcome for ${damage}`).toContain(outcome);
      }
    });
    test.for(samples)("$name: an aborted signal ends the work promptly", async (sample) => {
      const input = { ...(await inputOf(sample)), signal: AbortSignal.abort() };
      const outcome = preprocessor.extract(input).then(
        () => "finished",
        (error: unknown) => (error === input.signal.reason ? "aborted" : isSmartyError(error) && error.code),
      );
      expect(["finished", "aborted"]).toContain(await within(STOP_LIMIT_MS, "stopping", outcome));
    });
    test.for(preprocessor.mimeTypes)("%s: nothing at all is refused as empty", async (mimeType) => {
      const input = { bytes: new Uint8Array(), mimeType, filename: "empty", signal: new AbortController().signal };
      await expect(preprocessor.extract(input)).rejects.toMatchObject({ isSmartyError: true, code: "empty" });
    });
  });
}

async function inputOf(sample: PreprocessorSample): Promise<PreprocessInput> {
  // A copy, and no Buffer: a slice of one is the same memory, and damage done to it would stay.
  const bytes = new Uint8Array(typeof sample.bytes === "function" ? await sample.bytes() : sample.bytes);
  return { bytes, mimeType: sample.mimeType, filename: sample.name, signal: new AbortController().signal };
}

function expectClean({ blocks, title, language, notes }: Extracted): void {
  for (const [at, block] of blocks.entries()) {
    expect(BLOCK_KINDS, `kind of block ${at}`).toContain(block.kind);
    expect(block.text.trim(), `text of block ${at}`).not.toBe("");
    for (const text of [block.text, block.header ?? "", block.anchor ?? ""])
      expect(text.includes("\0") || !text.isWellFormed(), `NUL or half a character in block ${at}`).toBe(false);
    expect([undefined, 1, 2, 3, 4, 5, 6], `level of block ${at}`).toContain(block.level);
    expect(block.anchor ?? "none", `anchor of block ${at}`).toMatch(/^[^#\s]+$/);
  }
  expect(title?.trim(), "title").not.toBe("");
  expect(language ?? "en", "language").toMatch(/^[a-z]{2}$/);
  for (const note of notes ?? []) expect(note.trim(), "note").not.toBe("");
}

function expectInOrder({ blocks }: Extracted, texts: readonly string[]): void {
  const whole = blocks.map((block) => block.text).join("\n");
  let from = 0;
  for (const text of texts) {
    const at = whole.indexOf(text, from);
    expect(at, `where "${text}" is found, after what stands before it`).toBeGreaterThanOrEqual(0);
    from = at + text.length;
  }
}

const SOUND_PATH = /^(?!\.{1,2}(?:\/|$))[^/\0]+(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)*$/;

/** What is wrong with the children and their pages, in words. */
async function childFaults(preprocessor: Preprocessor, input: PreprocessInput): Promise<readonly string[]> {
  const faults: string[] = [];
  const paths = new Set<string>();
  for (let from: number | undefined = 0; from !== undefined;) {
    const page: ChildPage = (await preprocessor.extract({ ...input, childrenFrom: from })).children ?? { items: [] };
    const bytes = page.items.reduce((sum, { content }) => sum + (content instanceof Uint8Array ? content.length : 0), 0);
    if (page.items.length > 1 && bytes > MAX_PAGE_BYTES) faults.push(`the page from ${from} has ${bytes} bytes`);
    for (const { path, content } of page.items) {
      if (!SOUND_PATH.test(path)) faults.push(`${path} is no path without a way out`);
      if (paths.has(path)) faults.push(`${path} comes twice`);
      paths.add(path);
      if (!(content instanceof Uint8Array) && content.message.trim() === "") faults.push(`nothing says why ${path} cannot be had`);
    }
    if (page.next !== undefined && page.next <= from) return [...faults, `after the page from ${from} comes the one from ${page.next}`];
    from = page.next;
  }
  return faults;
}

/** The file cut at several places, with flipped bits, with a part overwritten, and noise in its stead; the same in every run. */
function damaged(bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const random = seededRandom(bytes.length);
  const cuts = [1, 10, 0.25, 0.5, 0.9, 0.99].map((at) => (at < 1 ? Math.floor(bytes.length * at) : at));
  const flipped = bytes.slice();
  for (let count = 0; count < Math.max(1, bytes.length / 100); count++) {
    const at = Math.floor(random() * bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  const overwritten = bytes.slice();
  overwritten.set(randomBytes(random, Math.floor(bytes.length / 4)), Math.floor(bytes.length / 3));
  return [
    ...cuts.filter((cut) => cut > 0).map((cut) => [`cut after ${cut} bytes`, bytes.slice(0, cut)] as const),
    ["flipped bits", flipped],
    ["overwritten part", overwritten],
    ["noise", randomBytes(random, 4096)],
    ["zeros", new Uint8Array(4096)],
  ];
}

async function damageOutcome(preprocessor: Preprocessor, input: PreprocessInput): Promise<string> {
  try {
    expectClean(await within(EXTRACT_LIMIT_MS, "a damaged file", preprocessor.extract(input)));
    return "a sound result";
  } catch (error) {
    // What a damaged file may throw is what this rule is about.
    return isSmartyError(error) && error.message.trim() !== "" ? error.code : `neither a sound result nor our error: ${String(error)}`;
  }
}
