import { type ConnectorWorld, describeConnector, type ExpectedItem } from "@smartypants/sdk/testing";
import { fetchHttp, openWebSocket } from "./__fixtures__/fake-host.ts";
import { type SlackFake, startSlackFake } from "./fake/index.ts";
import { slack } from "./slack-connector.ts";

const HOUR_MS = 3_600_000;

const BAD_SETTINGS = [
  { channels: { include: [] } },
  { channels: { include: ["!general"] } },
  { windowDays: 0 },
  { files: { maxSizeMb: 0 } },
  { advanced: { apiBaseUrl: "not an address" } },
  { advanced: { socketUrl: "https://example.org" } },
];

/** A file, threads, messages on their own and runs of messages, in a public and a private channel. */
function worldOf(fake: SlackFake): ConnectorWorld {
  const { change, world } = fake;
  const ada = change.addUser(world, { name: "Ada" }).id;
  const ben = change.addUser(world, { name: "Ben" }).id;
  const general = change.addChannel(world, { name: "general", members: [ada, ben] }).id;
  const secret = change.addChannel(world, { name: "secret", isPrivate: true, members: [ada] }).id;
  const container = (channel: string) => `T0001/${channel}`;
  const items = new Map<string, ExpectedItem>();
  const show = (channel: string, name: string, content: string) => {
    const id = `${channel}/${name}`;
    items.set(id, { id, content, containerId: container(channel) });
    return id;
  };
  const at = (hoursAgo: number) => world.now - hoursAgo * HOUR_MS;
  const file = change.addFile(world, { name: "plan.txt", user: ada, content: "The plan is to have lunch." });
  const fileId = show(general, file.id, "The plan is to have lunch.");
  show(secret, change.post(world, secret, ada, "Nobody else reads this.", { at: at(5) }), "Nobody else reads this.");
  const parent = change.post(world, general, ben, "Who has the key?", { at: at(20) });
  change.post(world, general, ada, "I do, on my desk.", { at: at(19), threadTs: parent });
  show(general, parent, "I do, on my desk.");
  show(general, change.post(world, general, ben, "First of a run.", { at: at(10) }), "Second of a run.");
  change.post(world, general, ada, "Second of a run.", { at: at(10) + 60_000 });
  show(general, change.post(world, general, ada, "Here is the plan.", { at: at(30), files: [file.id] }), "Here is the plan.");
  const broken = new Set<string>();
  const split = (id: string): readonly [channel: string, name: string] => [id.split("/")[0] ?? "", id.split("/")[1] ?? ""];
  let changes = 0;
  return {
    expected: () => [...items.values()].filter((item) => !broken.has(item.id)),
    async addItem() {
      fake.advance(HOUR_MS);
      return show(general, change.post(world, general, ben, "Something new."), "Something new.");
    },
    async changeItem(id) {
      fake.advance(HOUR_MS);
      const text = `Changed for the ${++changes}. time.`;
      const [channel, name] = split(id);
      if (id === fileId) change.editFile(world, name, text);
      else change.edit(world, channel, name, text);
      show(channel, name, text);
    },
    async removeItem(id) {
      fake.advance(HOUR_MS);
      const [channel, name] = split(id);
      items.delete(id);
      if (id === fileId) change.removeFile(world, name);
      else change.remove(world, channel, name);
      // Of a thread the replies stay.
      if (name === parent) items.set(id, { id, containerId: container(channel), content: "I do, on my desk." });
    },
    async breakItem(id) {
      broken.add(id);
      fake.faults.add("files", { kind: "status", status: 500 }, { times: 1000, when: (params) => params["file"] === split(id)[1] });
    },
  };
}

describeConnector("the Slack connector", async () => {
  const fake = await startSlackFake();
  const world = worldOf(fake);
  return {
    connector: slack,
    settings: fake.settings,
    credential: fake.credential,
    badSettings: BAD_SETTINGS,
    world,
    http: fetchHttp,
    connect: openWebSocket,
    close: () => fake.close(),
  };
});
