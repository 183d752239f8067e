import { SmartyError } from "@smartypants/sdk";
import type { Disk } from "../ports/system.ts";

const FEW_BYTES = 1024 ** 3;
const FEW_SHARE = 0.1;
const LOOK_AGAIN_MS = 60_000;

/**
 * Throws `full` while less than a tenth of the disk and less than a gigabyte is left: what remains is for people, for deleting above all. The work
 * is tried again a minute later.
 */
export async function requireRoom({ disk }: { readonly disk: Disk }): Promise<void> {
  const { freeBytes, totalBytes } = await disk.space();
  if (freeBytes >= FEW_BYTES || freeBytes >= totalBytes * FEW_SHARE) return;
  const left = `${Math.floor(freeBytes / 1024 ** 2)} MB are left on the data directory's disk`;
  throw new SmartyError("full", `Only ${left}. Nothing new is stored until a tenth of it, or 1 GB, is free: free some space.`, {
    retryAfterMs: LOOK_AGAIN_MS,
  });
}
