const MAX_PATH = 500;
const MAX_STEP = 200;

/**
 * A child's path as it is shown and stored: without a drive, a leading slash, `.` and `..`, empty steps and control characters. Empty when
 * nothing is left. It is never used as a path to write to; cleaning keeps it from looking like one that leads elsewhere.
 */
export function cleanChildPath(name: string): string {
  const steps = name
    .replaceAll("\\", "/")
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, "")
    .replace(/^\/*[a-z]:(?=\/|$)/i, "")
    .split("/")
    .map((step) => step.trim())
    .filter((step) => step !== "" && !/^\.{1,2}$/.test(step))
    .map((step) => cutStep(step, MAX_STEP));
  const path = steps.join("/");
  return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH - MAX_STEP - 1).toWellFormed()}/${steps.at(-1) ?? ""}`;
}

/** Keeps the ending, by which the type is told. */
function cutStep(step: string, max: number): string {
  if (step.length <= max) return step;
  const ending = /\.[^.]{1,10}$/.exec(step)?.[0] ?? "";
  return `${step.slice(0, max - ending.length).toWellFormed()}${ending}`;
}

/** Makes paths that come twice differ: the second `a.txt` becomes `a (2).txt`. */
export function createUniquePaths(): (path: string) => string {
  const used = new Set<string>();
  return (path) => {
    const ending = /\.[^./]{1,10}$/.exec(path)?.[0] ?? "";
    const stem = path.slice(0, path.length - ending.length);
    let unique = path;
    for (let times = 2; used.has(unique); times++) unique = `${stem} (${times})${ending}`;
    used.add(unique);
    return unique;
  };
}
