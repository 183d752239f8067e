import { SmartyError } from "@smartypants/sdk";
import type { z } from "zod";

const MOST = 20;

interface Options {
  readonly code: "invalid" | "config";
  /** Where what was checked stands in what was sent. */
  readonly root: "settings" | "credential";
}

/** What a schema refused: the first fault in a sentence, and each with its path, so that a form can show it beside its field. */
export function inputFault({ issues }: z.ZodError, { code, root }: Options): SmartyError {
  const fields = issues.slice(0, MOST).map(({ path, message }) => ({ path: [root, ...path].join("."), message }));
  const [first] = fields;
  const noun = root === "settings" ? "setting" : "field";
  // Some schemas end their sentences themselves.
  return new SmartyError(code, `Check the ${noun} ${first?.path}: ${first?.message.replace(/\.$/, "")}.`, { fields });
}
