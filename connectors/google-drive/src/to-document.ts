import type { Section, SourceDocument } from "@smartypants/sdk";
import { timeOf } from "./access.ts";
import type { Placed } from "./place.ts";

/** What is stored of a file. */
export function toDocument(placed: Placed, sections: readonly Section[], mimeType: string): SourceDocument {
  const { file } = placed;
  const authors = (file.owners ?? []).flatMap(({ displayName, emailAddress }) => displayName ?? emailAddress ?? []);
  const createdAt = timeOf(file.createdTime);
  const updatedAt = timeOf(file.modifiedTime);
  return {
    id: placed.id,
    changeKey: placed.changeKey,
    title: placed.title,
    url: placed.url,
    path: placed.path,
    mimeType,
    sections,
    containerId: placed.containerId,
    acl: placed.acl,
    ...(authors.length > 0 && { authors }),
    ...(createdAt !== null && createdAt >= 0 && { createdAt }),
    ...(updatedAt !== null && updatedAt >= 0 && { updatedAt }),
  };
}
