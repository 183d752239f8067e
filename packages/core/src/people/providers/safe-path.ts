const OURS = "https://smartypants.invalid";

/** A path of our own site with query and fragment; null for whatever a browser could take for another site. */
export function safePath(text: string): string | null {
  // Browsers read `/\` as `//`, and leave out tabs and line breaks before they look.
  // oxlint-disable-next-line no-control-regex -- those are what is looked for
  if (text.length > 2000 || !/^\/(?![/\\])/.test(text) || /[\u0000-\u001f\u007f\\]/.test(text)) return null;
  const url = URL.parse(text, OURS);
  if (url === null || url.origin !== OURS) return null;
  const path = url.pathname + url.search + url.hash;
  // What the parser makes of dots may begin with two slashes again.
  return path.startsWith("//") ? null : path;
}
