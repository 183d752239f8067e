import { readFileSync } from "node:fs";

/** Of this package, from the file that stands above the sources as above the build. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return version;
}
