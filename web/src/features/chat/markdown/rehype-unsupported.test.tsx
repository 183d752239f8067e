import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";

function marked(text: string, ...words: readonly string[]): string {
  const unsupported = words.map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length }));
  return renderToStaticMarkup(<Markdown text={text} isOpen={false} unsupported={unsupported} />);
}

test.each([
  ["a sentence of a block", "First.[1] Second one.\n\nThird.", "Second one.", />Second one\.<\/span>/],
  ["a whole later block", "First.[1]\n\nEverybody gets a horse.", "Everybody gets a horse.", />Everybody gets a horse\.<\/span>/],
  ["what stands inside of emphasis", "A **bold claim** here.", "bold claim", /<strong><span[^>]*>bold claim<\/span><\/strong>/],
  ["a list item", "- one\n- two\n", "two", /<li><span[^>]*>two<\/span>/],
])("%s is marked, and nothing else", (_name, text, word, wanted) => {
  const html = marked(text, word);
  expect(html).toMatch(wanted);
  expect(html.match(/<span class=[^>]*unsupported/g)).toHaveLength(1);
});

test("with escapes in it the whole text is marked rather than a wrong half", () => {
  expect(marked(String.raw`Costs 3 \* 4 euros.`, "4 euros")).toMatch(/unsupported[^>]*>Costs 3 \* 4 euros\.</);
});
