import type { GuideFacts, GuideStep } from "@smartypants/sdk";
import { type Scope, scopesFor } from "./scopes.ts";
import { SlackSettings } from "./settings.ts";

const EVENTS = [
  "message.channels",
  "channel_archive",
  "channel_unarchive",
  "channel_rename",
  "channel_deleted",
  "member_joined_channel",
  "member_left_channel",
  "team_join",
  "user_change",
];
const PRIVATE_EVENTS = ["message.groups", "group_archive", "group_unarchive", "group_rename", "group_deleted", "group_left"];
const FILE_EVENTS = ["file_change", "file_deleted"];
const DIRECT_EVENTS = ["message.im", "message.mpim"];

type Wishes = Pick<SlackSettings, "joinPublic" | "files" | "directMessages">;

/** What has been entered so far may be half a form. */
function wishesOf(settings: Readonly<Record<string, unknown>>): Wishes {
  const parsed = SlackSettings.safeParse(settings);
  return parsed.success ? parsed.data : SlackSettings.parse({ directMessages: settings["directMessages"] === true });
}

/** The app that the operator makes: their own, for their own workspace. Live events come over Socket Mode unless a webhook is there to take them. */
function manifestOf(settings: Readonly<Record<string, unknown>>, { publicOrigin, redirectUri, webhookUrl }: GuideFacts): object {
  const wishes = wishesOf(settings);
  const events = [
    ...EVENTS,
    ...PRIVATE_EVENTS,
    ...(wishes.files.enabled ? FILE_EVENTS : []),
    ...(wishes.directMessages ? DIRECT_EVENTS : []),
  ];
  const isSocket = webhookUrl === undefined;
  return {
    display_information: {
      name: "SmartyPants",
      description: "Makes this workspace searchable for the people who may read it",
      long_description: `Reads the channels that it is a member of for the company's own search at ${publicOrigin}. Everybody finds there only what they can open in Slack. It runs on the company's own server; nothing is sold, shared or used to train models.`,
      background_color: "#1f2430",
    },
    features: { bot_user: { display_name: "SmartyPants", always_online: false } },
    oauth_config: {
      ...(redirectUri.startsWith("https://") && { redirect_urls: [redirectUri] }),
      scopes: { bot: scopesFor(wishes).map((scope) => scope.name) },
    },
    settings: {
      event_subscriptions: { ...(!isSocket && { request_url: webhookUrl }), bot_events: events },
      org_deploy_enabled: false,
      socket_mode_enabled: isSocket,
      token_rotation_enabled: false,
    },
  };
}

/** From nothing to a bot token, in the order in which Slack's pages ask for it. */
export function guide(settings: Readonly<Record<string, unknown>>, facts: GuideFacts): readonly GuideStep[] {
  const manifest = JSON.stringify(manifestOf(settings, facts), null, 2);
  return [
    {
      title: "Create your own Slack app",
      text: "Open [api.slack.com/apps](https://api.slack.com/apps), choose **Create New App**, **From a manifest**, pick your workspace and paste this as JSON. The app belongs to you alone: Slack allows an internal app full speed, and no data leaves your server.",
      copy: [{ label: "App manifest", value: manifest, language: "json" }],
    },
    {
      title: "Look over what it may do",
      text: ["The app only reads. It asks for:", ...scopesFor(wishesOf(settings)).map(scopeLine)].join("\n"),
    },
    {
      title: "Install it and copy the bot token",
      text: "Under **OAuth & Permissions** choose **Install to Workspace** (on some plans an administrator of Slack has to approve it), then copy the **Bot User OAuth Token**. It begins with `xoxb-`. After you change scopes, install the app again.",
    },
    {
      title: "Let it into channels",
      text: "Type `/invite @SmartyPants` in each channel to be read, private ones too. Public channels it can also join by itself, by the pattern that you enter below.",
    },
    liveStep(facts),
    {
      title: "Token rotation, if you use it",
      text: "Only when **token rotation** is on in your app: copy the client ID and the client secret from **Basic Information** and the refresh token from **OAuth & Permissions**. Tokens are then renewed and stored by themselves. Slack cannot turn rotation off again.",
    },
  ];
}

function scopeLine({ name, reason }: Scope): string {
  return `- \`${name}\`: ${reason}`;
}

function liveStep({ webhookUrl }: GuideFacts): GuideStep {
  const socket =
    "**Socket Mode** needs no address that Slack can reach: under **Basic Information**, **App-Level Tokens**, generate a token with the scope `connections:write` (it begins with `xapp-`) and enter it as app-level token.";
  const title = "Live updates, if you want them";
  const text = `Without them changes are found by polling. ${socket}`;
  if (webhookUrl === undefined) return { title, text };
  return {
    title,
    text: `${text}\n\nOr **by webhook**, when Slack can reach this server: copy the **Signing Secret** from **Basic Information**, save it here, then turn on **Event Subscriptions** with this address.`,
    copy: [{ label: "Request URL", value: webhookUrl, language: "text" }],
  };
}
