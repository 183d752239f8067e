import { describe, expect, test } from "vitest";
import { limitDepth, MAX_NESTING } from "./limit-depth.ts";

const times = (text: string, count: number) => text.repeat(count);

/** How deep a page nests when nobody closes anything for it. */
function depthOf(page: string): number {
  return (page.match(/<[a-z]/g)?.length ?? 0) - (page.match(/<\//g)?.length ?? 0);
}

test("a page of ordinary depth stays as it is, whatever it leaves open", () => {
  const pages = [
    `<div><p>One<p>Two<ul>${times("<li>item", 2_000)}</ul><table>${times("<tr><td>cell", 2_000)}</table></div>`,
    times("<b>bold</b> and <br> plain ", 2_000),
    `<script>if (a < b) "${times("<div>", 2_000)}"</script><p>x`,
    `<!-- ${times("<div>", 2_000)} --><textarea>${times("<div>", 2_000)}</textarea>`,
    `<p title="${times("<div>", 2_000)}">1 < 2 <3 </ p></p>`,
    `<p>cut off <div class="`,
    "",
  ];
  for (const page of pages) expect(limitDepth(page)).toBe(page);
});

describe("beyond the limit tags go and their text stays", () => {
  test("with every tag left open", () => {
    const flat = limitDepth(`${times("<div><b>", 50_000)}walrus`);
    expect(depthOf(flat)).toBe(MAX_NESTING);
    expect(flat).toMatch(/> *walrus$/);
  });

  test("with every tag closed, and what comes after it as if nothing had been there", () => {
    const after = "<h2>After</h2><div><b>bold</b></div>";
    const flat = limitDepth(`<section>${times("<div>", 3_000)}deep<i>er</i>${times("</div>", 3_000)}</section>${after}`);
    expect(flat.match(/<div>/g)).toHaveLength(MAX_NESTING); // one less for the section, one more after it
    expect(flat.match(/<\/div>/g)).toHaveLength(MAX_NESTING);
    expect(flat.replaceAll(/<[^>]*>| /g, "")).toBe("deeperAfterbold");
    expect(flat.endsWith(after)).toBe(true);
  });

  test("with an outer tag that closes all that was left open in it", () => {
    const flat = limitDepth(`<main>${times("<b>", 1_000)}x</main><p><b>kept</b> plain</p>`);
    expect(flat.endsWith("</main><p><b>kept</b> plain</p>")).toBe(true);
  });
});

// Each of these took the square of its length when it was looked at naively.
test("hostile pages cost about as much as their length", () => {
  const pages = ["<a ", "<a b='", "</b", "<!--", "<script>", "<a =", "< ", "<div><b>", "</div>", `<p x="<div>`, "<textarea><"];
  for (const piece of pages) {
    const page = times(piece, 300_000);
    const startedAt = performance.now();
    expect(limitDepth(page).length, piece).toBeLessThanOrEqual(page.length);
    expect(performance.now() - startedAt, piece).toBeLessThan(5_000);
  }
});
