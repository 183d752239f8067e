import { SmartyError } from "@smartypants/sdk";

/** Where an upload lies below its uploader's own root. Names of no file system: nothing is ever written there. */
export interface UploadPath {
  /** From the outermost on; empty for a file that lies in no folder. */
  readonly folders: readonly string[];
  readonly name: string;
}

/** Folders around a file. */
const MAX_DEPTH = 32;
/** Characters of one name. */
const MAX_NAME = 255;
/** Characters of a whole path. */
const MAX_PATH = 1000;

const DRIVE = /^[A-Za-z]:[\\/]/;
/** Marks that turn the direction of what follows: with them a name can be shown as another one. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Reads `hr/leave/parental.md`, with `\` as well, in one form of Unicode: what looks the same is the same path. Throws `invalid`, saying which limit is passed, for
 * what leads out of its folder, is a path of somebody's disk, or is too deep or too long; `field` is what the caller knows it as.
 */
export function readUploadPath(text: string, field = "path"): UploadPath {
  const wrong = (message: string): SmartyError => new SmartyError("invalid", message, { fields: [{ path: field, message }] });
  if (/^[\\/]/.test(text) || DRIVE.test(text)) {
    throw wrong("Send the path from the uploaded folder on, such as handbook/hr/leave.md, without the disk or the root before it.");
  }
  const all = text.toWellFormed().normalize("NFC").replaceAll("\\", "/").split("/").map(cleanSegment);
  if (all.includes("..")) throw wrong('A path cannot go up: leave out "..".');
  const parts = all.filter((part) => part !== "" && part !== ".");
  const name = [".", ""].includes(all.at(-1) ?? "") ? undefined : parts.at(-1);
  if (name === undefined) throw wrong("The path ends with a folder: end it with the file's name.");
  const folders = parts.slice(0, -1);
  if (folders.length > MAX_DEPTH) {
    throw wrong(`The file lies in ${folders.length} folders; at most ${MAX_DEPTH} are kept. Upload an inner folder instead.`);
  }
  const long = parts.find((part) => part.length > MAX_NAME);
  if (long !== undefined) throw wrong(`A name has ${long.length} characters; at most ${MAX_NAME} are kept. Shorten it.`);
  const { length } = parts.join("/");
  if (length > MAX_PATH) throw wrong(`The path has ${length} characters; at most ${MAX_PATH} are kept. Upload an inner folder instead.`);
  return { folders, name };
}

/** The same for a folder's own path. */
export function readFolderPath(text: string): string {
  const { folders } = readUploadPath(`${text}/file`);
  const message = "Give the folder a name.";
  if (folders.length === 0) throw new SmartyError("invalid", message, { fields: [{ path: "path", message }] });
  return folders.join("/");
}

export function pathOf({ folders, name }: UploadPath): string {
  return [...folders, name].join("/");
}

function cleanSegment(segment: string): string {
  return segment
    .replaceAll(/\p{Cc}/gu, "")
    .replaceAll(TURNS, "")
    .trim();
}

/** What systems and programs put into folders for themselves. */
const SYSTEM_NAMES = new Set([
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "__macosx",
  "$recycle.bin",
  "system volume information",
  "lost+found",
]);

/** Why a file of an uploaded folder is left out, in words; null for one that somebody means. */
export function leftOutReason({ folders, name }: UploadPath): string | null {
  const own = [...folders, name].find((part) => SYSTEM_NAMES.has(part.toLowerCase()) || part.startsWith("~$"));
  if (own !== undefined) return `Left out: "${own}" is what a system or a program keeps for itself.`;
  const hidden = [...folders, name].find((part) => part.startsWith("."));
  if (hidden !== undefined) return `Left out: "${hidden}" is hidden. Upload the file by itself if it is meant.`;
  return null;
}
