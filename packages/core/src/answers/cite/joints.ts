/** How the pieces of an answer are put together, markers that are not shown taken out. */
export interface Joints {
  /** The piece as it is to be shown behind what came before; white space at its end is held back. */
  join(text: string): string;
  /** A marker is shown here: the white space that was held back. */
  mark(): string;
  /** A marker is left out here. */
  drop(): void;
}

/** Joining two harmless pieces must not make a link, and leaving a marker out must not leave a hole. */
export function createJoints(): Joints {
  let tail = "";
  let spaces = "";
  let isDropped = false;
  let line = "";
  const show = (text: string): string => {
    const lineFeed = text.lastIndexOf("\n");
    line = lineFeed < 0 ? line + text : text.slice(lineFeed + 1);
    tail = text.at(-1) ?? tail;
    return text;
  };
  return {
    join: (text) => {
      const gap = isDropped ? gapFor(text, spaces, tail) : spaces;
      if (text.trim() === "" && !text.includes("\n")) {
        spaces = gap + (isDropped && gap !== "" ? "" : text);
        return "";
      }
      isDropped = false;
      const body = text.replace(/[ \t]+$/, "");
      spaces = text.slice(body.length);
      return show((gap === "" ? separator(tail, line, body) : gap) + body);
    },
    mark: () => {
      const gap = isDropped && tail === "]" ? "" : spaces;
      spaces = "";
      isDropped = false;
      if (gap !== "") show(gap);
      tail = "]";
      line += "[]";
      return gap;
    },
    drop: () => {
      isDropped = true;
    },
  };
}

/** What stands where a marker was left out. */
function gapFor(text: string, spaces: string, tail: string): string {
  if (/^(?:[.,;:!?)]+(?:\s|$)|\n)/.test(text)) return "";
  if (/^\s/.test(text) || tail === "" || /\s/.test(tail)) return /^\s/.test(text) ? "" : spaces;
  return spaces === "" ? " " : spaces;
}

function separator(tail: string, line: string, text: string): string {
  if (tail === "`" && text.startsWith("`")) return " ";
  if (tail !== "]") return "";
  if (text.startsWith("(")) return " ";
  // Behind a citation in the midst of a line a colon is only a colon.
  return text.startsWith(":") && !/[^\s>*+\d.)-].*\[\]$/.test(line) ? "\\" : "";
}
