/**
 * Who may read something, as text: `user:<e-mail>`, `domain:<name>`, `group:<id>` (a group of the source itself; the engine adds the
 * source), `group:local/<id>` (a group of this SmartyPants) or `everyone` (all signed-in people).
 */
export type Principal = string;

/**
 * Who may read a document or container. There is no deny: a source that has denies expands them or fails closed.
 * An absent ACL, or an empty `allow`, means nobody.
 */
export type Acl =
  | { readonly mode: "inherit" }
  | { readonly mode: "everyone" }
  | { readonly mode: "restricted"; readonly allow: readonly Principal[] };

const PRINCIPAL = /^(everyone|user:[^\s@]+@[^\s@]+|domain:[a-z0-9.-]+|group:\S(?:.*\S)?)$/;

/** Whether `text` is a well-formed principal. Addresses and domains must already be lower case. */
export function isPrincipal(text: string): boolean {
  if (text.length > 512 || !PRINCIPAL.test(text)) return false;
  return text.startsWith("group:") || text === text.toLowerCase();
}
