import { z } from "zod";

const Pattern = z
  .string()
  .trim()
  .min(1, "A pattern cannot be empty; remove it.")
  .max(200)
  .refine((pattern) => !pattern.startsWith("!"), "A pattern cannot begin with “!”; use the other list of patterns.");

const PATTERN_HELP = "Names of channels without “#”; * stands for any characters, such as team-*.";

const BaseUrl = z.url({ protocol: /^https?$/, error: "Give the whole address, beginning with https://." }).max(500);

const Channels = z
  .strictObject({
    include: z
      .array(Pattern)
      .min(1, "Without a pattern nothing would be found; * stands for every channel.")
      .max(500)
      .default(["*"])
      .meta({ title: "Channels to include", description: `${PATTERN_HELP} Of these, the ones that the app is a member of are read.` }),
    exclude: z
      .array(Pattern)
      .max(500)
      .default([])
      .meta({ title: "Channels to leave out", description: `${PATTERN_HELP} They win over the channels to include.` }),
  })
  .prefault({})
  .meta({ title: "Channels", description: "Which channels are read, public and private." });

const Files = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .meta({ title: "Read files", description: "Reads documents that people shared, each as a document of its own." }),
    maxSizeMb: z
      .number()
      .positive()
      .max(10_000)
      .default(50)
      .meta({ title: "Largest file, in MB", description: "Larger files are listed as skipped; 1 MB is 1,048,576 bytes." }),
  })
  .prefault({})
  .meta({ title: "Files", description: "What becomes of shared files." });

const Advanced = z
  .strictObject({
    apiBaseUrl: BaseUrl.default("https://slack.com/api/").meta({
      title: "Address of Slack's API",
      description: "https://slack-gov.com/api/ for GovSlack; a proxy or a test server of your own.",
    }),
    filesHosts: z
      .array(z.string().trim().min(1).max(253))
      .max(20)
      .default(["files.slack.com", "*.slack-edge.com"])
      .meta({ title: "Hosts of files", description: "The only hosts besides the API's own that the token is sent to, to download files." }),
    socketUrl: z
      .url({ protocol: /^wss?$/, error: "Give the whole address, beginning with wss://." })
      .optional()
      .meta({
        title: "Address for Socket Mode",
        description: "Used instead of the address that Slack gives; for a test server of your own.",
      }),
    timeUrl: BaseUrl.optional().meta({
      title: "Address of the time",
      description: "Asked for the present time instead of this server's clock: its Date header, or JSON with “now” in milliseconds.",
    }),
  })
  .prefault({})
  .meta({ title: "Advanced", description: "Addresses; leave them as they are for slack.com." });

/** What an operator enters for a workspace. */
export const SlackSettings = z.strictObject({
  channels: Channels,
  joinPublic: z
    .array(Pattern)
    .max(500)
    .default([])
    .meta({
      title: "Public channels to join",
      description: `${PATTERN_HELP} The app joins these by itself, and its joining is shown there. Without a pattern people invite it.`,
    }),
  directMessages: z.boolean().default(false).meta({
    title: "Read direct messages",
    description: "Reads direct and group messages that the app is part of, shown to their participants only. Needs further scopes.",
  }),
  includeBots: z.boolean().default(false).meta({
    title: "Read messages of apps",
    description: "Reads what bots and workflows post too; often noise, sometimes alerts worth finding.",
  }),
  files: Files,
  windowDays: z.number().int().min(1).max(365).default(30).meta({
    title: "Days to look back hourly",
    description: "Edits, deletions and late replies this many days back are found within the hour, older ones during the night.",
  }),
  removeBeyondHistory: z.boolean().default(false).meta({
    title: "Remove what Slack's plan hides",
    description:
      "Free plans hide messages after 90 days. Turn this on to remove these here too; also where a retention policy deletes them.",
  }),
  advanced: Advanced,
});

export type SlackSettings = z.infer<typeof SlackSettings>;

const Secret = z.string().trim().min(1).max(1000).regex(/^\S+$/, "A token has no spaces; copy it again.");

/** What the operator copies from the app at Slack. Only the bot token is needed. */
export const SlackCredential = z.strictObject({
  botToken: Secret.refine((token) => !token.startsWith("xapp-"), "This is an app-level token; the bot token begins with xoxb-.").meta({
    title: "Bot token",
    description: "From “OAuth & Permissions” after the app was installed; begins with xoxb-.",
    writeOnly: true,
  }),
  appToken: Secret.refine((token) => !/^xox[bp]-/.test(token), "This is a bot or user token; the app-level token begins with xapp-.")
    .optional()
    .meta({
      title: "App-level token",
      description: "For live updates over Socket Mode: from “Basic Information”, with the scope connections:write; begins with xapp-.",
      writeOnly: true,
    }),
  signingSecret: Secret.optional().meta({
    title: "Signing secret",
    description: "For live updates by webhook instead of Socket Mode: from “Basic Information”.",
    writeOnly: true,
  }),
  clientId: Secret.optional().meta({ title: "Client ID", description: "Only with token rotation: from “Basic Information”." }),
  clientSecret: Secret.optional().meta({
    title: "Client secret",
    description: "Only with token rotation: from “Basic Information”.",
    writeOnly: true,
  }),
  refreshToken: Secret.optional().meta({
    title: "Refresh token",
    description: "Only with token rotation: shown beside the bot token; renewed and stored here from then on.",
    writeOnly: true,
  }),
  expiresAt: z.number().int().optional().meta({
    title: "Expiry",
    description: "When the bot token ends, in milliseconds since 1970; kept up to date by itself.",
    readOnly: true,
  }),
});

export type SlackCredential = z.infer<typeof SlackCredential>;
