// Lays a gzip and a brotli copy beside every built text file, so that the server never compresses while it answers.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = path.join(import.meta.dirname, "..", "dist", "assets");
const SMALLEST_BYTES = 1024;

for (const name of readdirSync(folder).filter((each) => /\.(?:js|css|svg)$/.test(each))) {
  const bytes = readFileSync(path.join(folder, name));
  if (bytes.length < SMALLEST_BYTES) continue;
  writeFileSync(path.join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(path.join(folder, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
}
