"use strict";
// Tells whether what was built is still that of its sources, by names, sizes and times: a few milliseconds, where reading the files would take many.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const skipped = new Set(["node_modules", "dist"]);

function* listFiles(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* listFiles(full);
    else if (entry.isFile()) yield full;
  }
}

/**
 * Of the given files and of everything below the given folders; what does not exist does not count.
 * @param {string} root
 * @param {string[]} places Relative to the root.
 */
function fingerprint(root, places) {
  const hash = createHash("sha256");
  for (const place of places.map((each) => path.join(root, each)).filter((each) => fs.existsSync(each))) {
    for (const file of fs.statSync(place).isDirectory() ? listFiles(place) : [place]) {
      const { size, mtimeMs } = fs.statSync(file);
      hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex");
}

function isBuilt(stampFile, wanted) {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === wanted;
}

function noteBuilt(stampFile, fingerprintBuilt) {
  fs.mkdirSync(path.dirname(stampFile), { recursive: true });
  fs.writeFileSync(stampFile, fingerprintBuilt);
}

module.exports = { fingerprint, isBuilt, noteBuilt };
