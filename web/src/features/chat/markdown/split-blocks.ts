import { lexer } from "marked";

/** Blocks at the end that more text may still change: the open one, blank lines before it, and the one that it may turn out to belong to. */
const OPEN = 3;

/**
 * A function that splits a growing Markdown text into its blocks. Blocks that are finished are not read again: the cost of one more word is that of the last
 * blocks, however long the text is.
 */
export function createBlockSplitter(): (text: string) => readonly string[] {
  let before = "";
  let finished: readonly string[] = [];
  let length = 0;
  return (given) => {
    const text = given.replaceAll(/\r\n?/g, "\n");
    if (!text.startsWith(before)) [finished, length] = [[], 0];
    before = text;
    const rest = lexer(text.slice(length)).map(({ raw }) => raw);
    let done = 0;
    // A block counts as finished only where it stands in the text letter by letter: the lexer leaves out what it need not keep.
    while (done < rest.length - OPEN && text.startsWith(rest[done] ?? "\0", length)) {
      length += rest[done]?.length ?? 0;
      done += 1;
    }
    finished = [...finished, ...rest.slice(0, done)];
    return [...finished, ...rest.slice(done)];
  };
}
