import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder on the server's machine. */
export interface TestFolder {
  readonly path: string;
  write(name: string, content: string | Uint8Array): void;
  remove(): void;
}

export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): TestFolder {
  const root = mkdtempSync(path.join(tmpdir(), "smartypants-e2e-files-"));
  const write: TestFolder["write"] = (name, content) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { path: root, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Three documents, and one of each kind of trouble. */
export function makeTroubledFolder(): TestFolder {
  return makeFolder({
    "audits/finding-1.md": "# Finding one\n\nThe zeppelin pump was checked.",
    "audits/finding-2.md": "# Finding two\n\nThe zeppelin valve was checked.",
    "pay/bands.md": "# Salary bands\n\nThe zeppelin crew is paid monthly.",
    "odd/blank.txt": "   ",
    "odd/broken.docx": Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(200, 7)]),
    "odd/film.mov": Buffer.from([0, 255, 3, 200, 7, 0, 9]),
  });
}
