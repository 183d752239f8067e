import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createExtractor } from "../extract.ts";
import { pdf } from "../pdf/pdf.ts";
import { makePdf } from "../testing/make-pdf.ts";
import { createTesseract } from "./tesseract.ts";

const PNG = new Uint8Array(Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
const LIMITS = { timeoutMs: 1_000, maxMemoryMegabytes: 1_000, maxOutputBytes: 100_000 };

/** A folder of programs that behave as the test says; the real ones are not needed to prove our side. */
function programs(scripts: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "smarty-programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\nPATH=/bin:/usr/bin\n${script}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return [folder];
}

function input(bytes: Uint8Array, mimeType: string, signal = new AbortController().signal) {
  return { bytes, mimeType, filename: "a", signal };
}

describe.skipIf(process.platform === "win32")("our side of the program", () => {
  test("pages and paragraphs come from its output, with broken words joined", async () => {
    const folders = programs({
      tesseract: String.raw`cat >/dev/null; printf 'Twelve weeks of pa-\nrental leave.\n\nPaid.\n\fSecond page.\n\f'`,
    });
    const { blocks, notes } = await createTesseract({ languages: "eng", folders }).recognise(input(PNG, "image/png"));
    expect(blocks).toEqual([
      { kind: "paragraph", text: "Twelve weeks of parental leave.", anchor: "page=1" },
      { kind: "paragraph", text: "Paid.", anchor: "page=1" },
      { kind: "paragraph", text: "Second page.", anchor: "page=2" },
    ]);
    expect(notes).toEqual([expect.stringContaining("mistakes")]);
  });

  test("a scanned PDF is rendered page by page, until there is none", async () => {
    const folders = programs({
      pdftoppm: 'case "$*" in *"-f 3 "*) exit 99;; esac; printf "picture of $*" | sed "s/-l.*//"',
      tesseract: 'sed "s/.*-f/page/"',
    });
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("smartypants-ocr-"));
    const recognition = createTesseract({ languages: "deu+eng", folders });
    const { blocks } = await recognition.recognise(input(new Uint8Array([1]), "application/pdf"));
    expect(blocks.map(({ text, anchor }) => `${anchor} ${text}`)).toEqual(["page=1 page 1", "page=2 page 2"]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("smartypants-ocr-"))).toEqual(before);
  });

  test("a program that hangs, talks without end, fails or is stopped harms the document only", async () => {
    const recognise = (script: string, signal?: AbortSignal) =>
      createTesseract({ languages: "eng", folders: programs({ tesseract: script }), limits: LIMITS }).recognise(
        input(PNG, "image/png", signal),
      );
    await expect(recognise("exec sleep 60")).rejects.toMatchObject({ code: "too_large", message: expect.stringContaining("1 seconds") });
    await expect(recognise("exec yes")).rejects.toMatchObject({ code: "too_large" });
    await expect(recognise("exit 1")).rejects.toMatchObject({ code: "corrupt" });
    await expect(recognise("cat > /dev/null")).rejects.toMatchObject({ code: "empty" });
    await expect(recognise("exec sleep 60", AbortSignal.timeout(50))).rejects.toMatchObject({ code: "aborted" });
  });

  test("it knows nothing of our environment", async () => {
    const folders = programs({ tesseract: "env | sort" });
    const { blocks } = await createTesseract({ languages: "eng", folders }).recognise(input(PNG, "image/png"));
    const names = blocks[0]?.text.split(" ").map((each) => each.split("=")[0]);
    expect(names).toContain("LC_ALL");
    for (const name of ["HOME", "NODE_ENV", "VITEST"]) expect(names).not.toContain(name);
  });

  test("a missing program or a wrong language stops the start", () => {
    expect(() => createTesseract({ languages: "eng", folders: programs({}) })).toThrow(/tesseract is in none of/);
    expect(() => createTesseract({ languages: "eng --help", folders: programs({ tesseract: "" }) })).toThrow(/names of languages/);
  });

  test("pictures and scanned PDFs go to it where it is on, and say how to switch it on where it is off", async () => {
    const folders = programs({
      tesseract: "cat >/dev/null; echo Recognised.",
      pdftoppm: 'case "$*" in *"-f 2 "*) exit 99;; esac; echo picture',
    });
    const sandbox = { run: (_id: string, document: Parameters<typeof pdf.extract>[0]) => pdf.extract(document) };
    const on = createExtractor({ preprocessors: [pdf], sandbox, recognition: createTesseract({ languages: "eng", folders }) });
    const off = createExtractor({ preprocessors: [pdf], sandbox });
    const { signal } = new AbortController();
    const scan = makePdf({ pages: [{ texts: [], picture: true }] });
    for (const bytes of [PNG, scan]) {
      expect((await on({ bytes, filename: "a", signal })).blocks).toMatchObject([{ text: "Recognised." }]);
      await expect(off({ bytes, filename: "a", signal })).rejects.toMatchObject({
        message: expect.stringMatching(/text recognition \(OCR\).* off.*SMARTY_OCR/),
      });
    }
  });
});

const REAL = ["/usr/local/bin", "/usr/bin"].some((folder) => existsSync(path.join(folder, "tesseract")));

// Where it is installed, the real program shows that its output is what we take it for.
test.skipIf(!REAL)("Tesseract itself refuses a picture that is none", async () => {
  await expect(createTesseract({ languages: "eng" }).recognise(input(PNG, "image/png"))).rejects.toMatchObject({ code: "corrupt" });
});
