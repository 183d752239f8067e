import { type Block, type ChildDocument, definePreprocessor } from "@smartypants/sdk";
import { oneLine } from "../clean-text.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { childPage, MAX_CHILD_BYTES, refuseTooMany } from "./child-page.ts";
import { cleanChildPath, createUniquePaths } from "./child-path.ts";
import { createInflateBudget } from "./inflate-budget.ts";
import { openZip, type Zip, type ZipEntry } from "./open-zip.ts";

const EMPTY = "This archive holds no files. If it should, pack it again and upload it once more.";
/** What systems add by themselves. */
const LITTER = /^(?:__MACOSX\/.*|(?:.*\/)?(?:\.DS_Store|Thumbs\.db|desktop\.ini))$/i;

/** An archive is a list of its files; each file is a document of its own. */
export const zip = definePreprocessor({
  id: "zip",
  version: 1,
  mimeTypes: ["application/zip"],
  isolated: true,
  async extract({ bytes, childrenFrom = 0 }) {
    const archive = await openZip(bytes);
    const files = filesOf(archive);
    refuseTooMany(files.length, "files");
    // Before anything is unpacked: no entry can unpack to more than it claims.
    const budget = createInflateBudget(bytes.length);
    for (const { entry } of files) if (reasonAgainst(entry) === undefined) budget.spend(entry.sizeBytes);
    const blocks = files.map(({ path }): Block => ({ kind: "list", text: path }));
    const page = await childPage(
      files,
      childrenFrom,
      (file) => readFile(archive, file),
      (file) => file.path,
    );
    return finishExtracted({ blocks, children: page }, EMPTY);
  },
});

/** An archive without times says the first day that it can. */
const FIRST_DAY = Date.UTC(1980, 0, 2);

interface File {
  readonly path: string;
  readonly entry: ZipEntry;
}

function filesOf({ entries }: Zip): readonly File[] {
  const unique = createUniquePaths();
  return entries
    .filter((entry) => !(entry.isFolder && entry.sizeBytes === 0) && !LITTER.test(entry.name))
    .map((entry, index) => ({ path: unique(oneLine(cleanChildPath(entry.name)) || `file-${index + 1}`), entry }));
}

async function readFile(archive: Zip, { path, entry }: File): Promise<ChildDocument> {
  const about = { path, ...(entry.modifiedAt >= FIRST_DAY && { updatedAt: entry.modifiedAt }) };
  const reason = reasonAgainst(entry);
  if (reason !== undefined) return { ...about, content: reason };
  return { ...about, content: await archive.read(entry, MAX_CHILD_BYTES) };
}

function reasonAgainst(entry: ZipEntry): Exclude<ChildDocument["content"], Uint8Array> | undefined {
  if (entry.isEncrypted)
    return { code: "encrypted", message: "This file in the archive opens with a password only. Pack it again without one." };
  if (entry.isLink) return { code: "unsupported", message: "This is a link to a file, not a file. Pack the file itself." };
  if (entry.isFolder) return { code: "unsupported", message: "This folder in the archive claims to have content, which no folder has." };
  if (entry.sizeBytes <= MAX_CHILD_BYTES) return undefined;
  const [size, limit] = [entry.sizeBytes, MAX_CHILD_BYTES].map((each) => Math.round(each / 1024 / 1024));
  return { code: "too_large", message: `This file in the archive has ${size} MB; the limit is ${limit} MB. Upload it by itself.` };
}
