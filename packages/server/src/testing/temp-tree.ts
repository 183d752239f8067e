import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of files that a test writes, moves and removes. */
export interface TempTree {
  readonly path: string;
  /** Also gives the file a time of its own, so that two writes in one tick differ. */
  write(name: string, content: string | Uint8Array): void;
  move(from: string, to: string): void;
  remove(name: string): void;
  close(): void;
}

export function createTempTree(files: Readonly<Record<string, string | Uint8Array>> = {}): TempTree {
  const path = mkdtempSync(join(tmpdir(), "smartypants-tree-"));
  let tick = Math.floor(Date.now() / 1000) - 1_000_000;
  const at = (name: string): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  const write: TempTree["write"] = (name, content) => {
    writeFileSync(at(name), content);
    tick += 1;
    utimesSync(at(name), tick, tick);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    path,
    write,
    move: (from, to) => renameSync(join(path, from), at(to)),
    remove: (name) => rmSync(join(path, name), { recursive: true }),
    close: () => rmSync(path, { recursive: true, force: true }),
  };
}
