import { z } from "zod";
import { idOfReference } from "./links.ts";

const Glob = z
  .string()
  .trim()
  .min(1, "A pattern cannot be empty; remove it.")
  .max(500)
  .refine((glob) => !glob.startsWith("!"), "A pattern cannot begin with “!”.")
  .refine((glob) => !glob.includes("\\"), "Write “/” between folders.");

/** Kept as an id: links differ in what does not matter. */
const Reference = z.string().trim().min(1, "An entry cannot be empty; remove it.").max(2000).transform(idOfReference);

const BaseUrl = z.url({ protocol: /^https?$/, error: "Give a whole address, such as https://www.googleapis.com." }).max(2000);

/** Where Google is reached: for tests, and for proxies that stand in for it. */
const Advanced = z.strictObject({
  apiBaseUrl: BaseUrl.default("https://www.googleapis.com").meta({
    title: "Drive API",
    description: "The address before /drive/v3.",
  }),
  directoryBaseUrl: BaseUrl.default("https://admin.googleapis.com").meta({
    title: "Directory API",
    description: "The address before /admin/directory/v1.",
  }),
  tokenUrl: BaseUrl.default("https://oauth2.googleapis.com/token").meta({
    title: "Token address",
    description: "Where access tokens are asked for.",
  }),
  authorizeUrl: BaseUrl.default("https://accounts.google.com/o/oauth2/v2/auth").meta({
    title: "Sign-in page",
    description: "Where the browser is sent to sign in with a Google account.",
  }),
  timeUrl: BaseUrl.optional().meta({
    title: "Time source",
    description: "An address that tells the time, for tests. The clock of this server when empty.",
  }),
});

const FOLDER_HELP = "The folder's link, or its id. What lies below it counts too.";

/** What an operator enters for Google Drive. */
export const DriveSettings = z.strictObject({
  myDrives: z.boolean().default(true).meta({
    title: "Files of people",
    description: "What people keep in “My Drive”, and what others have shared with them.",
  }),
  sharedDrives: z.enum(["all", "selected", "none"]).default("all").meta({
    title: "Shared drives",
    description: "All that can be seen, only those selected below, or none.",
  }),
  driveIds: z.array(Reference).max(1000).default([]).meta({
    title: "Selected shared drives",
    description: "Their links or ids; used when “selected” is chosen above.",
  }),
  users: z.array(z.email().toLowerCase()).max(10_000).default([]).meta({
    title: "Only these people",
    description: "E-mail addresses; with domain-wide delegation only these people's files are read. Everyone's when empty.",
  }),
  folders: z
    .array(Reference)
    .max(200)
    .default([])
    .meta({
      title: "Only these folders",
      description: `${FOLDER_HELP} Everything when empty.`,
    }),
  excludeFolders: z
    .array(Reference)
    .max(200)
    .default([])
    .meta({
      title: "Folders to leave out",
      description: `${FOLDER_HELP} It is left out wherever it lies.`,
    }),
  exclude: z.array(Glob).max(200).default([]).meta({
    choices: false,
    title: "Files to leave out",
    description:
      "Patterns of names or paths, such as *.log or Archive/**. A pattern without “/” counts in every folder; upper and lower case are the same.",
  }),
  maxFileSizeMb: z.number().positive().max(10_000).default(50).meta({
    title: "Largest file, in MB",
    description: "Larger files are listed as skipped; 1 MB is 1,048,576 bytes.",
  }),
  readGroups: z.boolean().default(false).meta({
    beforeSignIn: true,
    title: "Read Google groups when signing in with an account",
    description:
      "Only an administrator's account may. Without it, what is shared with a group is not found by its members. Domain-wide delegation always reads them.",
  }),
  advanced: Advanced.prefault({}).meta({
    beforeSignIn: true,
    title: "Addresses of Google",
    description: "Only for tests and for proxies that stand in for Google.",
  }),
});

export type DriveSettings = z.infer<typeof DriveSettings>;
