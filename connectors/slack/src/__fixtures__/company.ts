import { onTestFinished } from "vitest";
import { type SlackFake, type SlackFakeOptions, startSlackFake } from "../fake/index.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface Company {
  readonly fake: SlackFake;
  readonly ada: string;
  readonly ben: string;
  /** Public, both are members. */
  readonly general: string;
  /** Private, Ada only. */
  readonly secret: string;
  /** Posts as Ada, and gives the message's `ts`. */
  readonly say: (channel: string, text: string, options?: Parameters<SlackFake["change"]["post"]>[4]) => string;
  readonly reply: (channel: string, threadTs: string, text: string, options?: Parameters<SlackFake["change"]["post"]>[4]) => string;
}

/** A workspace of two people and two channels, without a word in it, for one test. */
export async function company(options: SlackFakeOptions = {}): Promise<Company> {
  const fake = await startSlackFake(options);
  onTestFinished(() => fake.close());
  const { change, world } = fake;
  const ada = change.addUser(world, { name: "Ada" }).id;
  const ben = change.addUser(world, { name: "Ben" }).id;
  const general = change.addChannel(world, { name: "general", members: [ada, ben] }).id;
  const secret = change.addChannel(world, { name: "secret", isPrivate: true, members: [ada] }).id;
  return {
    fake,
    ada,
    ben,
    general,
    secret,
    say: (channel, text, given) => change.post(world, channel, ada, text, given),
    reply: (channel, threadTs, text, given) => change.post(world, channel, ben, text, { threadTs, ...given }),
  };
}
