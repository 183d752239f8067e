import { createDeletions } from "../../ui/deletions.ts";

interface PendingDeletion {
  readonly id: string;
  readonly name: string;
  readonly documents: number;
}

/** Of sources, with their documents. */
export const deletions = createDeletions<PendingDeletion>("keep");
