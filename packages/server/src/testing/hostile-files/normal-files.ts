import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Ordinary files that are read beside the hostile ones: all of them have to be indexed. */
export function writeNormalFiles(folder: string, count: number): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, at) => {
    const name = `heron-${at}.${at % 10 === 0 ? "html" : "md"}`;
    const text = `The heron number ${at} stands in the reeds and waits. `.repeat(10);
    writeFileSync(
      join(folder, name),
      at % 10 === 0 ? `<html><body><h1>Heron ${at}</h1><p>${text}</p></body></html>` : `# Heron ${at}\n\n${text}\n`,
    );
    return name;
  });
}
