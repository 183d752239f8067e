import { isAbsolute } from "node:path";
import { z } from "zod";

const DEFAULT_EXCLUDES = [
  ".*", // hidden, .git among them
  "node_modules",
  "__pycache__",
  "~$*", // lock files of office programs
  "*~",
  "*.tmp",
  "*.temp",
  "*.swp",
  "*.part",
  "*.crdownload",
  "Thumbs.db",
  "desktop.ini",
  "$RECYCLE.BIN",
  "System Volume Information",
  "lost+found",
];

const Glob = z
  .string()
  .trim()
  .min(1, "A pattern cannot be empty; remove it.")
  .max(500)
  .refine((glob) => !glob.startsWith("!"), "A pattern cannot begin with “!”; use the other list of patterns.")
  .refine((glob) => !glob.includes("\\"), "Write “/” between folders, also on Windows.");

const GLOB_HELP =
  "Patterns relative to the folder, such as reports/**/*.pdf. A pattern without “/” counts in every subfolder; upper and lower case are the same.";

/** What an operator enters for a folder. */
export const FolderSettings = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => isAbsolute(path) && !path.includes("\0"), "Give the whole path, from the root on, such as /srv/handbook.")
    .meta({ title: "Folder", description: "The whole path of the folder on the machine that runs SmartyPants, such as /srv/handbook." }),
  include: z
    .array(Glob)
    .min(1, "Without a pattern nothing would be found; **/* stands for every file.")
    .max(200)
    .default(["**/*"])
    .meta({ title: "Files to include", description: `${GLOB_HELP} **/* stands for every file.` }),
  exclude: z
    .array(Glob)
    .max(200)
    .default(DEFAULT_EXCLUDES)
    .meta({ title: "Files and folders to leave out", description: `${GLOB_HELP} A folder that is left out is not opened.` }),
  maxFileSizeMb: z
    .number()
    .positive()
    .max(10_000)
    .default(50)
    .meta({ title: "Largest file, in MB", description: "Larger files are listed as skipped; 1 MB is 1,048,576 bytes." }),
  followSymlinks: z
    .union([z.literal(false), z.literal("inside")])
    .default(false)
    .meta({
      title: "Follow symbolic links",
      description:
        "“inside” follows links that lead to places inside the folder. Links that lead out of it are never followed. What is reached in two ways is indexed twice.",
    }),
});

export type FolderSettings = z.infer<typeof FolderSettings>;
