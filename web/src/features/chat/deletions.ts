import { createDeletions } from "../../ui/deletions.ts";

/** Of conversations. */
export const deletions = createDeletions<{ readonly id: string }>("erase");
