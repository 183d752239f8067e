// Assembles the vector kernel: node scripts/build-kernel.mjs. The result is committed, so that nothing but an editor of kernel.wat needs wabt.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import loadWabt from "wabt";

const FOLDER = new URL("../packages/adapters/src/vectors/embedded/", import.meta.url);

/** The source text of kernel.ts for the present kernel.wat. */
export async function assembleKernel() {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat("kernel.wat", await readFile(new URL("kernel.wat", FOLDER), "utf8"), { simd: true });
  parsed.validate();
  const { buffer } = parsed.toBinary({ write_debug_names: false });
  parsed.destroy();
  const base64 = Buffer.from(buffer).toString("base64");
  const lines = (base64.match(/.{1,120}/g) ?? []).map((line) => `  "${line}",`);
  return [
    "/** kernel.wat, assembled by scripts/build-kernel.mjs: edit that file and run the script. */",
    "export const KERNEL_BASE64: string = [",
    ...lines,
    '].join("");',
    "",
  ].join("\n");
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await writeFile(new URL("kernel.ts", FOLDER), await assembleKernel());
}
