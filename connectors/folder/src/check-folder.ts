import { type CheckResult, type ConnectorContext, isSmartyError } from "@smartypants/sdk";
import { createFileFilter } from "./file-filter.ts";
import type { FolderFs } from "./folder-fs.ts";
import { openRoot, type Root } from "./root.ts";
import type { FolderSettings } from "./settings.ts";
import { titleOf } from "./to-document.ts";
import { walk } from "./walk.ts";

/** How far the probe looks: enough to be sure of the patterns, and quick on any disk. */
const MAX_ENTRIES = 1000;
const SAMPLE_SIZE = 3;

/** Is the folder there, can it be read, and is there anything in it that the patterns let through? */
export async function* checkFolder(
  fs: FolderFs,
  { settings, signal }: ConnectorContext<FolderSettings, undefined>,
): AsyncGenerator<CheckResult, void> {
  const exists = { id: "folder_exists", title: "The folder is there", required: true } as const;
  const readable = { id: "folder_readable", title: "The folder can be read", required: true } as const;
  const found = { id: "files_found", title: "Files are found", required: false } as const;
  let failing: Omit<CheckResult, "status"> = exists;
  try {
    const root = await openRoot(fs, settings.path);
    yield { ...exists, status: "ok" };
    failing = readable;
    const sample = await sampleFiles(fs, root, settings, signal);
    yield { ...readable, status: "ok" };
    yield { ...found, ...sampleResult(sample) };
  } catch (error) {
    // The result of a check is what it is for; anything that is not about the folder goes on.
    if (!isSmartyError(error) || error.code === "aborted") throw error;
    yield { ...failing, status: "failed", remediation: error.message };
    if (failing.id === exists.id) yield { ...readable, status: "skipped" };
    yield { ...found, status: "skipped" };
  }
}

interface Sample {
  readonly names: readonly string[];
  readonly count: number;
  readonly leftOut: number;
  readonly isWhole: boolean;
}

async function sampleFiles(fs: FolderFs, root: Root, settings: FolderSettings, signal: AbortSignal): Promise<Sample> {
  const names: string[] = [];
  let count = 0;
  let leftOut = 0;
  let looked = 0;
  for await (const entry of walk({ root, filter: createFileFilter(settings), followSymlinks: settings.followSymlinks, signal, fs })) {
    if (entry.kind === "leftOut") leftOut += entry.count;
    if (entry.kind === "file") {
      count++;
      if (names.length < SAMPLE_SIZE) names.push(titleOf(entry.file.name));
    }
    if (++looked >= MAX_ENTRIES) return { names, count, leftOut, isWhole: false };
  }
  return { names, count, leftOut, isWhole: true };
}

function sampleResult({ names, count, leftOut, isWhole }: Sample): Pick<CheckResult, "title" | "status" | "remediation"> {
  if (count > 0) {
    const files = count === 1 ? "1 file" : `${count} files`;
    return { title: `${isWhole ? files : `At least ${files}`} found, for example ${names.join(", ")}`, status: "ok" };
  }
  const remediation =
    leftOut > 0
      ? "Every file seen is left out by the patterns; check both lists."
      : "The folder is empty; if it is a network share, check that it is mounted.";
  return { title: "No file is found", status: "failed", remediation };
}
