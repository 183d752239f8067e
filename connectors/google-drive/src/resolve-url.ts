import type { DocumentRef } from "@smartypants/sdk";
import { idOfLink } from "./links.ts";

/** The file that a pasted link of Drive or its editors names. */
export function resolveDriveUrl(url: string): readonly DocumentRef[] | null {
  const id = idOfLink(url);
  return id === null ? null : [{ id }];
}
