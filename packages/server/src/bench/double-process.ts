import { seedMany, startDriveFake } from "@smartypants/connector-google-drive/fake";
import { seedBig, type SlackFake, startSlackFake } from "@smartypants/connector-slack/fake";
import { SmartyError } from "@smartypants/sdk";
import type { Double, DoubleFacts } from "./source-double.ts";

const HOUR_MS = 3_600_000;
const LATELY_MS = 20 * 24 * HOUR_MS;

/** What the parent may ask of it. */
interface Served extends DoubleFacts {
  readonly asks: Pick<Double, "counts" | "passTime" | "change">;
}

async function serveSlack(messages: number): Promise<Served> {
  const fake = await startSlackFake({ seedWorld: (world) => seedBig(world, { messages }) });
  const top = [...fake.world.channels.values()].flatMap((channel) => channel.messages);
  return {
    settings: fake.settings,
    credential: { botToken: fake.credential.botToken },
    facts: {
      messages,
      topLevel: top.length,
      threads: top.filter(({ replies }) => replies.length > 0).length,
      channels: fake.world.channels.size,
    },
    asks: {
      counts: async () => {
        const counts: Record<string, number> = {};
        for (const { method } of fake.calls) counts[method] = (counts[method] ?? 0) + 1;
        fake.resetCalls();
        return counts;
      },
      passTime: async () => fake.advance(2 * HOUR_MS),
      change: async (count) => changeThreads(fake, count),
    },
  };
}

/** A reply in as many threads of the last weeks. */
function changeThreads({ world, change }: SlackFake, count: number): number {
  const threads = [...world.channels.values()].flatMap((channel) =>
    channel.messages
      .filter(({ replies, ts }) => replies.length > 0 && Number(ts) * 1000 > world.now - LATELY_MS)
      .map(({ ts, user }) => ({ channelId: channel.id, ts, user: user ?? "" })),
  );
  const changed = threads.slice(0, count);
  for (const { channelId, ts, user } of changed) change.post(world, channelId, user, "One more word on this.", { threadTs: ts });
  return changed.length;
}

async function serveDrive(files: number): Promise<Served> {
  const fake = await startDriveFake();
  fake.addUser("Ada Winter", `ada@${fake.world.domain}`);
  seedMany(fake, files);
  return {
    settings: { advanced: fake.advanced },
    credential: { way: "delegation", key: fake.signIn.keyFile, adminEmail: `ada@${fake.world.domain}` },
    facts: { files },
    asks: {
      counts: async () => {
        const counts = { ...fake.counts };
        fake.resetCounts();
        return counts;
      },
      // Everything is listed again.
      passTime: async () => fake.expireTokens(),
      change: async () => 0,
    },
  };
}

const [, , kind = "", size = ""] = process.argv;
if (process.send === undefined) throw new SmartyError("config", "This process is started by the benches.");
const served = await (kind === "slack" ? serveSlack(Number(size)) : serveDrive(Number(size)));
const { asks, ...facts } = served;
process.on("message", ({ id, ask, value }: { id: number; ask: keyof Served["asks"]; value: number }) => {
  void asks[ask](value).then((answer) => process.send?.({ id, answer: answer ?? null }));
});
process.on("disconnect", () => process.exit(0));
process.send({ id: 0, answer: facts });
