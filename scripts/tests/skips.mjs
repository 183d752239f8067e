// .ci/skips.txt: the tests that may be skipped, each with its reason.

/** `*` stands for anything; every other character for itself. */
function toPattern(glob) {
  const escaped = glob
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${escaped}$`);
}

/**
 * Reads `name or glob # reason` lines; throws on a line that does not say why.
 * @param {string} text
 */
export function parseSkips(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => {
      const [glob = "", reason] = line.split(/\s+# /);
      if (!reason) throw new Error(`.ci/skips.txt: "${line}" gives no reason; write "name # reason".`);
      return { pattern: toPattern(glob), reason };
    });
}

/**
 * Parts skipped tests into those on the list and those that are not. A list entry may name a test, or `file > test`.
 * @param {{ file: string, name: string }[]} skipped
 * @param {{ pattern: RegExp, reason: string }[]} list
 */
export function sortSkips(skipped, list) {
  const listed = [];
  const unlisted = [];
  for (const { file, name } of skipped) {
    const full = `${file} > ${name}`;
    const entry = list.find(({ pattern }) => pattern.test(name) || pattern.test(full));
    if (entry) listed.push({ name: full, reason: entry.reason });
    else unlisted.push(full);
  }
  return { listed, unlisted };
}
