import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The example handbook's folder; null where the product was installed without its source code. */
export function findHandbook(): string | null {
  const folder = fileURLToPath(new URL("../../../../examples/handbook/files", import.meta.url));
  return existsSync(folder) ? folder : null;
}
