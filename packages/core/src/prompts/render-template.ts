import { SmartyError } from "@smartypants/sdk";

/** A variable as a template may name it: `{{name}}`. */
export interface TemplateVariable {
  readonly name: string;
  readonly description: string;
  /** For previews. */
  readonly sample: string;
}

/** Matches what looks like a variable, whole or broken. */
const PLACE = /\{\{([^{}]*)\}\}|\{\{|\}\}/g;

/** What is wrong with a template, in words, with the line it stands in; none when it is right. */
export function templateProblems(text: string, variables: readonly TemplateVariable[]): readonly string[] {
  const known = new Set(variables.map(({ name }) => name));
  return Array.from(text.matchAll(PLACE)).flatMap(({ 0: whole, 1: inner, index }): string[] => {
    const line = text.slice(0, index).split("\n").length;
    if (inner === undefined)
      return [`Line ${line}: "${whole}" has no counterpart. Write a variable as {{${variables[0]?.name ?? "name"}}}.`];
    const name = inner.trim();
    if (known.has(name)) return [];
    return [`Line ${line}: there is no variable "${name.slice(0, 60)}". Known are ${[...known].join(", ")}.`];
  });
}

/** The variables a template uses, each once. */
export function usedVariables(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(PLACE)).flatMap(([, inner]) => (inner === undefined ? [] : [inner.trim()])))];
}

/** The text with its variables replaced, once: what a value holds is never read as a variable. Unknown ones stay as they are. */
export function renderTemplate(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(PLACE, (whole, inner: string | undefined) => (inner === undefined ? whole : (values.get(inner.trim()) ?? whole)));
}

/** Throws `invalid` with every problem. */
export function checkTemplate(
  text: string,
  variables: readonly TemplateVariable[],
  limits: { readonly tokens: number; readonly most: number },
): void {
  const { tokens, most } = limits;
  const tooLong = tokens > most ? [`The text has ${tokens} tokens; at most ${most} are allowed. Shorten it.`] : [];
  const empty = text.trim() === "" ? ["The text is empty."] : [];
  const problems = [...empty, ...tooLong, ...templateProblems(text, variables)];
  const [first] = problems;
  if (first === undefined) return;
  throw new SmartyError("invalid", first, { fields: problems.map((message) => ({ path: "text", message })) });
}
