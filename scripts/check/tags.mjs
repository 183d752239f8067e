// turbo applies its boundary rules to tagged packages only, so a package without a tag would be free of all of them.
import { existsSync } from "node:fs";
import path from "node:path";
import { listWorkspaces, readJson } from "./workspaces.mjs";

/**
 * Every workspace package has a turbo.json with exactly one tag that the root turbo.json has rules for.
 * @param {string} root
 * @returns {string[]}
 */
export function checkTags(root) {
  const known = Object.keys(readJson(path.join(root, "turbo.json")).boundaries.tags);
  const folders = listWorkspaces(root);
  if (folders.length === 0) return ["no workspace package was found"];
  return folders.flatMap((folder) => {
    const file = path.join(root, folder, "turbo.json");
    const tags = existsSync(file) ? (readJson(file).tags ?? []) : [];
    if (tags.length === 1 && known.includes(tags[0])) return [];
    return [
      `${folder}/turbo.json must have exactly one tag out of ${known.join(", ")}; it has ${tags.length === 0 ? "none" : tags.join(", ")}`,
    ];
  });
}
