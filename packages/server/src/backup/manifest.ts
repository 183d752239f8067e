import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";

/** Last entry of a backup: says what must be in it. Without it a backup is not whole. */
export const MANIFEST = "manifest.json";
export const DATABASE = "smartypants.db";
/** Keys; either may be absent in a directory that never needed it. */
export const KEY_FILES = ["master.key", "session.key"] as const;

const BLOB = /^blobs\/([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]{64})$/;

/** Name of an original in the archive, and where it lies in the data directory. */
export function blobEntry(blobId: string): string {
  return `blobs/${blobId.slice(0, 2)}/${blobId.slice(2, 4)}/${blobId}`;
}

/**
 * What an entry is, by its whole name; null for every name that we do not write. Names are compared with ours and never taken as paths, so that one
 * with `..`, a drive or a slash in front is nothing but unknown.
 */
export function entryKind(name: string): "database" | "key" | "blob" | "manifest" | null {
  if (name === DATABASE) return "database";
  if (name === MANIFEST) return "manifest";
  if ((KEY_FILES as readonly string[]).includes(name)) return "key";
  const [, first, second, blobId] = BLOB.exec(name) ?? [];
  const isPlaced = blobId !== undefined && first === blobId.slice(0, 2) && second === blobId.slice(2, 4);
  return isPlaced ? "blob" : null;
}

const Manifest = z.object({
  format: z.literal("smartypants-backup"),
  formatVersion: z.literal(1),
  /** Version of SmartyPants that wrote it. */
  product: z.string(),
  createdAt: z.iso.datetime(),
  migrations: z.array(z.string()),
  files: z.array(z.object({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  /** Originals that were erased between the copy of the database and the copy of the originals. */
  erased: z.array(z.string()),
});

export type Manifest = z.infer<typeof Manifest>;
export type ManifestFile = Manifest["files"][number];

/** Throws `config` for a manifest that this version cannot read. */
export function parseManifest(bytes: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damagedBackup("its list of contents cannot be read", error);
  }
  const version = typeof value === "object" && value !== null && "formatVersion" in value ? value.formatVersion : undefined;
  if (typeof version === "number" && version > 1) {
    throw new SmartyError("config", "This backup was made by a newer SmartyPants. Restore it with that version.");
  }
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) throw damagedBackup("its list of contents is not one of ours");
  return parsed.data;
}

export function damagedBackup(why: string, cause?: unknown): SmartyError {
  return new SmartyError("corrupt", `This backup cannot be used: ${why}. Nothing was changed. Use another backup.`, { cause });
}
