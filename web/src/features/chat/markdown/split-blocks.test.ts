import { lexer } from "marked";
import { expect, test } from "vitest";
import { createBlockSplitter } from "./split-blocks.ts";

const TEXT = `# Head

A paragraph with *emphasis*
over two lines.

- one

- two
  with more

| a | b |
| - | - |
| 1 | 2 |

\`\`\`ts
const a = 1;

const b = 2;
\`\`\`

Setext
===

> quoted
lazily

1. first
2. second

    indented code

The end.
`;

// Whatever comes later may change only what is open: the blocks of a text that grew are those of the text as a whole.
test("a text that grows letter by letter has the blocks that it has as a whole", () => {
  const split = createBlockSplitter();
  for (let end = 0; end <= TEXT.length; end++) {
    const text = TEXT.slice(0, end);
    expect(split(text), `after ${end}`).toEqual(lexer(text).map(({ raw }) => raw));
  }
});

test("another text is begun anew", () => {
  const split = createBlockSplitter();
  split(TEXT);
  expect(split("Another.\r\n\r\nText.")).toEqual(["Another.", "\n\n", "Text."]);
});
