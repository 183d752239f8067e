import { EMPTY_STATE } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { company } from "./__fixtures__/company.ts";
import { collect, contextFor } from "./__fixtures__/fake-host.ts";
import { ALL_SCOPES } from "./fake/world.ts";
import { SlackCredential, SlackSettings } from "./settings.ts";
import { slack } from "./slack-connector.ts";

const FACTS = { publicOrigin: "https://search.example.org", redirectUri: "https://search.example.org/oauth" };

interface Manifest {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] }; readonly redirect_urls?: readonly string[] };
  readonly settings: {
    readonly socket_mode_enabled: boolean;
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
  };
}

function manifest(settings: object = {}, facts: object = {}): Manifest {
  const steps = slack.guide?.({ ...settings }, { ...FACTS, ...facts }) ?? [];
  const copy = steps.flatMap((step) => step.copy ?? []).find((each) => each.language === "json");
  return JSON.parse(copy?.value ?? "{}") as Manifest;
}

test("the manifest asks for the least that the settings need, and only to read", () => {
  const { bot } = manifest().oauth_config.scopes;
  expect(bot).toEqual([
    "channels:read",
    "channels:history",
    "groups:read",
    "groups:history",
    "users:read",
    "users:read.email",
    "team:read",
    "files:read",
  ]);
  expect(manifest({ files: { enabled: false } }).oauth_config.scopes.bot).not.toContain("files:read");
  expect(manifest({ joinPublic: ["team-*"] }).oauth_config.scopes.bot).toContain("channels:join");
  expect(manifest({ directMessages: true }).oauth_config.scopes.bot).toEqual(expect.arrayContaining(["im:history", "mpim:history"]));
  for (const scope of manifest({ directMessages: true, joinPublic: ["*"] }).oauth_config.scopes.bot)
    expect(scope).toMatch(/:(read|history|join|read\.email)$/);
});

test("live events come over Socket Mode, or to the address that the server has for them", () => {
  expect(manifest().settings).toMatchObject({ socket_mode_enabled: true });
  const webhookUrl = "https://search.example.org/hooks/1";
  expect(manifest({}, { webhookUrl }).settings).toMatchObject({
    socket_mode_enabled: false,
    event_subscriptions: { request_url: webhookUrl },
  });
  expect(manifest({}, { redirectUri: "http://localhost:3000/oauth" }).oauth_config.redirect_urls).toBeUndefined();
});

test("the guide leads from the app to the channels, with a half-filled form too", () => {
  for (const settings of [{}, { channels: { include: [] } }, { directMessages: true, files: "nonsense" }]) {
    const steps = slack.guide?.(settings, FACTS) ?? [];
    expect(steps.length).toBeGreaterThanOrEqual(5);
    expect(steps.map((step) => step.text).join()).toContain("xoxb-");
  }
});

test("forms: defaults are enough; the two tokens are told apart", () => {
  expect(SlackSettings.parse({})).toMatchObject({
    directMessages: false,
    includeBots: false,
    windowDays: 30,
    channels: { include: ["*"] },
  });
  expect(SlackCredential.safeParse({ botToken: "xoxb-1" }).success).toBe(true);
  expect(SlackCredential.safeParse({ botToken: "xapp-1" }).success).toBe(false);
  expect(SlackCredential.safeParse({ botToken: "xoxb-1", appToken: "xoxb-1" }).success).toBe(false);
  expect(SlackCredential.safeParse({ botToken: "xoxb 1" }).success).toBe(false);
});

test("choices for patterns: channels by what was typed, those that the app is in first; only open ones can be joined", async () => {
  const { fake } = await company();
  fake.change.addChannel(fake.world, { name: "a-general-talk", hasBot: false });
  fake.change.addChannel(fake.world, { name: "not-ours", isPrivate: true, hasBot: false });
  const ask = async (setting: string, typed: string) =>
    (await slack.choices?.(contextFor(fake), setting, typed))?.map((choice) => choice.value);
  expect(await ask("channels.include", "#GENERAL")).toEqual(["general", "a-general-talk"]);
  expect(await ask("channels.exclude", "")).toEqual(["general", "secret", "a-general-talk"]);
  expect(await ask("joinPublic", "")).toEqual(["general", "a-general-talk"]);
  expect(await ask("windowDays", "")).toEqual([]);
});

const CHECKED = ALL_SCOPES.filter((scope) => scope !== "channels:join");

test.each(CHECKED)("a missing %s is told as that, with what to do, and nothing else fails", async (scope) => {
  const { fake, ben } = await company();
  fake.change.addChannel(fake.world, { name: "dm", kind: "im", members: [ben] });
  fake.change.addChannel(fake.world, { name: "mpdm", kind: "mpim", members: [ben] });
  fake.world.tokens.get(fake.credential.botToken)?.scopes.delete(scope);
  const results = await collect(slack.check(contextFor(fake, { directMessages: true })));
  const failed = results.filter((result) => result.status === "failed");
  expect(failed).toEqual([expect.objectContaining({ missingScope: scope, required: true, remediation: expect.stringContaining(scope) })]);
});

test("a token that Slack refuses fails the check, and the rest is skipped", async () => {
  const { fake } = await company();
  const results = await collect(slack.check(contextFor(fake, {}, EMPTY_STATE, { credential: { botToken: "xoxb-wrong" } })));
  expect(results[0]).toMatchObject({ id: "token", status: "failed", required: true });
  expect(new Set(results.slice(1).map((result) => result.status))).toEqual(new Set(["skipped"]));
});

test("an app in no channel, an app-level token without its scope, and a token that will end", async () => {
  const { fake, general, secret } = await company();
  for (const channel of [general, secret]) fake.change.leave(fake.world, channel, fake.world.botUserId);
  fake.faults.add("apps.connections.open", { kind: "refuse", error: "missing_scope", needed: "connections:write" });
  const credential = { ...fake.credential, expiresAt: fake.world.now + 1000 };
  const results = await collect(slack.check(contextFor(fake, {}, EMPTY_STATE, { credential })));
  expect(results.find((result) => result.id === "token")).toMatchObject({
    status: "ok",
    detail: "workspace Acme",
    expiresAt: fake.world.now + 1000,
  });
  expect(results.find((result) => result.id === "channels_found")).toMatchObject({ status: "failed", required: false });
  expect(results.find((result) => result.id === "live_updates")).toMatchObject({
    status: "failed",
    required: false,
    missingScope: "connections:write",
  });
});

test("a source of another time asks there: as JSON, or by the header", async () => {
  const { fake, general, say } = await company();
  say(general, "Message");
  const context = contextFor(fake, {}, EMPTY_STATE, { now: () => 0 });
  await collect(slack.sync(context, null));
  expect(fake.calls.find((call) => call.method === "conversations.history")?.params["latest"]?.slice(0, 6)).toBe(
    String(fake.world.now).slice(0, 6),
  );
});
