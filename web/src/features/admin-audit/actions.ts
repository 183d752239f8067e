import { adminAuditEn } from "./strings.en.ts";

type Verbs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Codes of all actions that have words, such as `user.update`. */
export const ACTIONS: readonly string[] = Object.entries<Verbs[string]>(adminAuditEn.action).flatMap(([noun, verbs]) =>
  Object.keys(verbs).map((verb) => `${noun}.${verb}`),
);

/** Where its words stand; all such keys are strings, which a template of two unions cannot tell the compiler. */
export function wordsOf(action: string): "adminAudit.action.user.update" {
  return `adminAudit.action.${action}` as "adminAudit.action.user.update";
}
