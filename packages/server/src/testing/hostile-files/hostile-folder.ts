import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { type ArchiveOptions, hostileArchives, largeArchives } from "./hostile-archives.ts";
import { type Expectation, type HostileFile, INDEXED, skipped } from "./hostile-file.ts";
import { hostilePdfs, slowPdfs } from "./hostile-pdfs.ts";
import { hostileTexts, largeTexts } from "./hostile-texts.ts";

export interface HostileFolderOptions extends ArchiveOptions {
  readonly path: string;
  /** Also what takes minutes. */
  readonly large?: boolean;
}

export interface HostileFolder {
  /** How each item has to end, by its id in the ledger. */
  readonly expected: ReadonlyMap<string, Expectation>;
  /** What could not be made on this machine, in words. */
  readonly left: readonly string[];
  /** Stops the file that is written all the time. */
  close(): void;
}

/** Fills a folder with everything that has ever been sent to do harm, beside what the file system itself can hold against a reader. */
export async function createHostileFolder({ path, url, large = false }: HostileFolderOptions): Promise<HostileFolder> {
  const expected = new Map<string, Expectation>();
  const files = [...hostileTexts(), ...hostilePdfs(), ...hostileArchives({ url })];
  if (large) files.push(...largeTexts(), ...slowPdfs(), ...largeArchives());
  for (const file of files) {
    write(path, file);
    expected.set(file.name, file.expected);
  }
  for (const [name, text] of Object.entries(NAMES)) {
    write(path, { name, content: () => text });
    expected.set(name.normalize("NFC"), INDEXED);
  }
  // No text at all, which only some systems allow.
  if (process.platform === "linux") {
    writeFileSync(
      Buffer.concat([Buffer.from(join(path, "names", "bytes-")), Uint8Array.of(0xff), Buffer.from(".txt")]),
      "A walrus of no name.",
    );
    expected.set("names/bytes-\uFFFD.txt", skipped("unsupported", /not valid Unicode/));
  }
  addLinks(path, expected);
  const left = addSpecialFiles(path, expected);
  const socket = await addSocket(path, expected);
  const changing = startChanging(join(path, "changing.log"));
  return {
    expected,
    left,
    close: () => {
      clearInterval(changing);
      socket?.close();
    },
  };
}

/** The same letters in two spellings, and what else a name may hold. */
const NAMES: Readonly<Record<string, string>> = {
  "names/caf\u00E9-composed.txt": "A walrus in one letter.",
  "names/cafe\u0301-apart.txt": "A walrus in two letters.",
  "names/\u1112\u1161\u11AB.txt": "A walrus in three letters.",
  [`names/${"n".repeat(240)}.txt`]: "A walrus of a long name.",
  "names/$(touch planted) `x`; rm -rf.txt": "A walrus of a name for shells.",
  "names/<img src=x onerror=alert(1)>.txt": "A walrus of a name for browsers.",
};

function write(folder: string, { name, content }: Pick<HostileFile, "name" | "content">): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content());
}

function addLinks(folder: string, expected: Map<string, Expectation>): void {
  mkdirSync(join(folder, "links"), { recursive: true });
  const links = { "links/passwd": "/etc/passwd", "links/root": "/", "links/up": "..", "links/itself": "itself", "links/nowhere": "gone" };
  for (const [name, target] of Object.entries(links)) {
    symlinkSync(target, join(folder, name));
    expected.set(name, skipped("excluded", /symbolic link/));
  }
}

const SPECIAL: readonly (readonly [string, string, readonly string[]])[] = [
  ["special/pipe", "mkfifo", []],
  ["special/device", "mknod", ["c", "1", "5"]],
];

function addSpecialFiles(folder: string, expected: Map<string, Expectation>): string[] {
  mkdirSync(join(folder, "special"), { recursive: true });
  const left: string[] = [];
  for (const [name, command, rest] of SPECIAL) {
    try {
      execFileSync(command, [join(folder, name), ...rest], { stdio: "ignore" });
      expected.set(name, skipped("unsupported", /pipe, a socket or a device/));
    } catch {
      left.push(`${name} (${command} is missing or not permitted)`);
    }
  }
  return left;
}

async function addSocket(folder: string, expected: Map<string, Expectation>): Promise<{ close(): void } | undefined> {
  if (process.platform === "win32") return undefined;
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(join(folder, "special", "socket"), resolve));
  expected.set("special/socket", skipped("unsupported", /pipe, a socket or a device/));
  return socket;
}

/** Grows all the time, and is never empty: it may be caught whole between two lines, or be put off until later. */
function startChanging(file: string): NodeJS.Timeout {
  const line = "The walrus has been seen once more.\n";
  writeFileSync(file, line.repeat(2_000));
  return setInterval(() => appendFileSync(file, line), 2).unref();
}
