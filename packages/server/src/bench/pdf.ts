import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { atLeast, beside, type Figure } from "./figures.ts";
import { createTexts, readMaterial } from "./library.ts";
import { startServerProcess, syncSource } from "./server-under-bench.ts";

const FILES = 20;
const PAGES = 25;
/** As a report has them. */
const LINES = 40;
const LINE_CHARACTERS = 80;

/** How fast text PDFs become searchable, in the process of their own that reads them. */
export async function benchPdf(context: BenchContext): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-bench-"));
  const path = join(folder, "files");
  mkdirSync(path);
  const next = createTexts(readMaterial(context).sentences, 6);
  for (let file = 0; file < FILES; file++)
    writeFileSync(join(path, `report-${file}.pdf`), makePdf(Array.from({ length: PAGES }, () => pageOf(next))));
  const server = await startServerProcess(join(folder, "data"));
  try {
    const body = { connector: "folder", name: "Reports", settings: { path }, access: { mode: "everyone" }, schedule: null };
    const { id } = await server.call<{ id: string }>("POST", "/sources", body);
    const { counts, seconds } = await syncSource(server, id);
    return [
      beside("files", `${FILES} of ${PAGES} pages with ${LINES} lines of ${LINE_CHARACTERS} characters`),
      atLeast("text PDFs", 50, (counts.indexed * PAGES) / seconds, "pages/s"),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function pageOf(next: () => string): string[] {
  let text = "";
  while (text.length < LINES * LINE_CHARACTERS) text += next();
  return Array.from({ length: LINES }, (_, line) => text.slice(line * LINE_CHARACTERS, (line + 1) * LINE_CHARACTERS));
}

/** A plain PDF: Helvetica, nothing compressed. */
function makePdf(pages: readonly (readonly string[])[]): Buffer {
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"];
  const kids: string[] = [];
  for (const lines of pages) {
    const stream = `BT /F1 10 Tf 12 TL 72 740 Td ${lines.map((line) => `(${escaped(line)}) Tj T*`).join("\n")} ET`;
    objects.push(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    const resources = "<< /Font << /F1 3 0 R >> >>";
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents ${objects.length} 0 R >>`);
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(" ")}] >>`;
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** Only what Helvetica's own encoding has, with the marks of PDF's strings escaped. */
function escaped(line: string): string {
  return line.replaceAll(/[^ -~]/g, " ").replaceAll(/[\\()]/g, String.raw`\$&`);
}
