import { type Connector, defineConnector } from "@smartypants/sdk";
import { CHECKPOINT_VERSION, SlackCheckpoint } from "./checkpoint.ts";
import { checkSlack } from "./check-slack.ts";
import { choices } from "./choices.ts";
import { createMemory } from "./events.ts";
import { fetchOne } from "./fetch-one.ts";
import { syncGroups } from "./groups.ts";
import { guide } from "./guide.ts";
import { inventory } from "./inventory.ts";
import { LIMITS } from "./limits.ts";
import { resolveSlackUrl } from "./links.ts";
import { listenToSlack } from "./listen.ts";
import { SlackCredential, SlackSettings } from "./settings.ts";
import { surveySlack } from "./survey-slack.ts";
import { syncSlack } from "./sync-slack.ts";
import { takeWebhook } from "./webhook.ts";

/** Reads a Slack workspace, or an Enterprise Grid organisation, as its own internal app, with the permissions of its channels. */
export const slack = createSlack();

export function createSlack(): Connector<SlackSettings, SlackCredential, SlackCheckpoint> {
  const memory = createMemory();
  return defineConnector<SlackSettings, SlackCredential, SlackCheckpoint>({
    id: "slack",
    title: "Slack",
    version: "1.0.0",
    description: "Channels, threads and shared files of a Slack workspace. People find only what they can open in Slack.",
    capabilities: { incremental: true, inventory: true, acl: "container", groups: true, live: "socket", attachments: true, fetchOne: true },
    auth: ["apiKey"],
    settings: SlackSettings,
    credential: SlackCredential,
    checkpoint: SlackCheckpoint,
    checkpointVersion: CHECKPOINT_VERSION,
    limits: LIMITS,
    guide,
    choices,
    check: checkSlack,
    survey: surveySlack,
    sync: syncSlack,
    inventory,
    syncGroups,
    fetchOne: (context, { id }) => fetchOne(context, id),
    listen: listenToSlack,
    webhook: (context, request) => takeWebhook(context, request, memory),
    resolveUrl: (url) => resolveSlackUrl(url),
    // There is no earlier form; of a later one nothing is understood, and the next sync reads everything again.
    migrateCheckpoint: () => null,
  });
}
