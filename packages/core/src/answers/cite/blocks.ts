import type { AnswerSpan } from "../../ports/database/answers.ts";
import { LIST_ITEM } from "../../text/split-sentences.ts";
import { markUnsupported, type Part } from "./mark-unsupported.ts";

export interface Blocks {
  /** Adds words, `shown` being how they are shown; returns the words by table cell, `isNew` where one begins a paragraph, item or cell. */
  addWords(shown: string, text: string): readonly { readonly text: string; readonly isNew: boolean }[];
  /** Adds code; true when it is a block of its own. */
  addCode(shown: string, text: string): boolean;
  add(part: Part): void;
  /** The present paragraph, item or cell is complete. */
  close(): void;
  spans(): readonly AnswerSpan[];
}

/** A line that begins so has claims of its own. */
const OWN_LINE = new RegExp(String.raw`${LIST_ITEM.source}|^\s*(?:#{1,6}\s|\||>)`);
const HEADING_OR_ROW = /^\s*(?:#|\|)/;

/** Gathers an answer by paragraphs, list items and table cells; each becomes spans when it is complete. */
export function createBlocks(supported: ReadonlySet<string>, isClaim: (text: string) => boolean): Blocks {
  const done: AnswerSpan[] = [];
  let block: Part[] = [];
  let line = "";
  let lineBefore = "";
  const add = (part: Part): void => {
    const last = block.at(-1);
    if (part.type === "text" && last?.type === "text") block[block.length - 1] = { type: "text", text: last.text + part.text };
    else block.push(part);
  };
  const close = (): void => {
    done.push(...markUnsupported(block, supported, isClaim));
    block = [];
  };
  const breaksBefore = (text: string): boolean => {
    if (text.trim() === "" || line.trim() !== "") return false;
    return lineBefore.trim() === "" || OWN_LINE.test(line + text) || HEADING_OR_ROW.test(lineBefore);
  };
  const goOn = (text: string): void => {
    if (text === "\n") [lineBefore, line] = [line, ""];
    else line += text;
  };
  return {
    addWords: (shown, text) => {
      const isNew = breaksBefore(text);
      if (isNew) close();
      goOn(text);
      const cells = shown.split("|");
      for (const [index, cell] of cells.entries()) {
        if (index > 0) {
          close();
          done.push({ type: "text", text: "|" });
        }
        add({ type: "text", text: cell });
      }
      return cells.map((cell, index) => ({ text: cell, isNew: index > 0 || isNew }));
    },
    addCode: (shown, text) => {
      const isOwn = text.includes("\n");
      if (isOwn) {
        close();
        done.push({ type: "text", text: shown });
        [lineBefore, line] = ["", ""];
      } else {
        add({ type: "code", text: shown });
        goOn(text);
      }
      return isOwn;
    },
    add,
    close,
    spans: () => merged([...done, ...markUnsupported(block, supported, isClaim)]),
  };
}

/** Neighbouring words as one span. */
function merged(spans: readonly AnswerSpan[]): readonly AnswerSpan[] {
  const result: AnswerSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (span.type === "text" && span.text === "") continue;
    if (span.type === "text" && last?.type === "text" && span.unsupported === last.unsupported) {
      result[result.length - 1] = { ...last, text: last.text + span.text };
    } else result.push(span);
  }
  return result;
}
