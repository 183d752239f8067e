import { createDeletions } from "../../ui/deletions.ts";

/** Of assistants and collections. */
export const deletions = createDeletions<{ readonly id: string; readonly name: string }>("erase");
