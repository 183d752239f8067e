import { createHash } from "node:crypto";
import picomatch from "picomatch";
import type { DriveSettings } from "./settings.ts";

/** Which folders and files the operator wants. */
export interface Scope {
  /** Empty: everything. */
  readonly folders: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  readonly driveIds: ReadonlySet<string>;
  readonly isLeftOut: (path: string) => boolean;
  /** Differs when other files may be wanted: then everything is listed again. */
  readonly key: string;
}

export function createScope(settings: DriveSettings): Scope {
  const { myDrives, sharedDrives, driveIds, users, folders, excludeFolders, exclude } = settings;
  const wanted = {
    myDrives,
    sharedDrives,
    drives: idsOf(sharedDrives === "selected" ? driveIds : []),
    users: users.toSorted(),
    folders: idsOf(folders),
    excluded: idsOf(excludeFolders),
    exclude: exclude.toSorted(),
  };
  return {
    folders: new Set(wanted.folders),
    excluded: new Set(wanted.excluded),
    driveIds: new Set(wanted.drives),
    isLeftOut: exclude.length === 0 ? () => false : picomatch(exclude.map(anchored), { dot: true, nocase: true, nonegate: true }),
    key: shortHash(wanted),
  };
}

function idsOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].toSorted();
}

/** As in a .gitignore: a leading "/" anchors at the top, a trailing one stands for the whole folder, a bare name counts at any depth. */
function anchored(glob: string): string {
  const whole = glob.normalize("NFC").replace(/\/$/, "/**");
  if (whole.startsWith("/")) return whole.slice(1);
  return whole.replace(/\/\*\*$/, "").includes("/") ? whole : `**/${whole}`;
}

export function shortHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);
}
