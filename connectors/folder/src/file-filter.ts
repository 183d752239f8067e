import picomatch from "picomatch";
import type { FolderSettings } from "./settings.ts";

/** Which paths an operator wants; all are relative to the folder, with "/". */
export interface FileFilter {
  readonly isIncluded: (fileId: string) => boolean;
  /** Of a file or folder itself: a walk does not enter an excluded folder, so its content is not asked for. */
  readonly isExcluded: (id: string) => boolean;
}

export function createFileFilter({ include, exclude }: Pick<FolderSettings, "include" | "exclude">): FileFilter {
  return { isIncluded: matcher(include), isExcluded: matcher(exclude) };
}

function matcher(globs: readonly string[]): (id: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch(globs.map(anchored), { dot: true, nocase: true, nonegate: true });
}

/** As in a .gitignore: a leading "/" anchors at the top, a trailing one stands for the whole folder, a bare name counts at any depth. */
function anchored(glob: string): string {
  const whole = glob.normalize("NFC").replace(/^\.\//, "").replace(/\/$/, "/**");
  if (whole.startsWith("/")) return whole.slice(1);
  return whole.replace(/\/\*\*$/, "").includes("/") ? whole : `**/${whole}`;
}
