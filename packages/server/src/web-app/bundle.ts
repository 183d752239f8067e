import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../../web/dist/", import.meta.url));

/** The folder of the browser's built files; null where they were not built. */
export function findBundle(): string | null {
  return existsSync(`${FOLDER}index.html`) ? FOLDER : null;
}

export async function readOrNull(path: string): Promise<Buffer<ArrayBuffer> | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR") return null;
    throw error;
  }
}
