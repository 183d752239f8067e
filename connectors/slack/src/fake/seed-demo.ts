import { addChannel, addFile, addUser, post } from "./changes.ts";
import type { FakeUser, World } from "./world.ts";

type Line = readonly [who: string, text: string];

interface Topic {
  readonly channel: string;
  readonly daysAgo: number;
  readonly lines: readonly Line[];
  /** Whether the lines after the first are its replies. */
  readonly isThread?: boolean;
  readonly file?: { readonly name: string; readonly content: string };
}

const PEOPLE: readonly (readonly [name: string, realName: string, guest?: "single"])[] = [
  ["ada", "Ada Winter"],
  ["ben", "Ben Okafor"],
  ["carla", "Carla Rossi"],
  ["dimitri", "Dimitri Volkov"],
  ["emma", "Emma Lindqvist"],
  ["farid", "Farid Haddad"],
  ["guest", "Greta Contractor", "single"],
];

const CHANNELS: readonly { readonly name: string; readonly isPrivate?: boolean; readonly members: readonly string[] }[] = [
  { name: "general", members: ["ada", "ben", "carla", "dimitri", "emma", "farid"] },
  { name: "engineering", members: ["ada", "ben", "dimitri"] },
  { name: "support", members: ["carla", "emma", "farid", "guest"] },
  { name: "travel", members: ["ada", "carla", "emma"] },
  { name: "leadership", isPrivate: true, members: ["ada", "carla"] },
  { name: "payroll", isPrivate: true, members: ["carla", "emma"] },
];

const TOPICS: readonly Topic[] = [
  {
    channel: "general",
    daysAgo: 41,
    lines: [
      ["ada", "Welcome to our workspace! House rules: write in channels rather than in private, and answer in threads."],
      ["ben", "And the coffee machine on the second floor takes decaf again :tada:"],
      ["emma", "The office is closed on the Friday after Ascension Day, <!here>."],
    ],
  },
  {
    channel: "engineering",
    daysAgo: 30,
    isThread: true,
    lines: [
      ["ben", "How do we roll back a release? The wiki page is two years old."],
      [
        "dimitri",
        "`smarty rollback --to <tag>` in the deploy container. It keeps the database as it is, so check the migration notes first.",
      ],
      ["ben", "And when the migration cannot be undone?"],
      ["dimitri", "Then restore last night's snapshot: it takes about *12 minutes* for the production database. Ask Ada before you do it."],
    ],
  },
  {
    channel: "engineering",
    daysAgo: 6,
    isThread: true,
    lines: [
      ["ada", "Postmortem of Tuesday's outage: the certificate of the internal proxy had expired, so every upload failed for 47 minutes."],
      ["dimitri", "Renewal is automatic now, and an alert comes 21 days before the end."],
      ["ben", "I added a check to the release checklist."],
    ],
    file: {
      name: "postmortem-proxy.md",
      content:
        "# Postmortem: proxy certificate\n\nThe certificate of the internal proxy expired on Tuesday at 09:12. Uploads failed until 09:59.\n\n## Actions\n\nRenewal is automatic. The alert threshold is 21 days.\n",
    },
  },
  {
    channel: "support",
    daysAgo: 12,
    isThread: true,
    lines: [
      ["farid", "Customer Nordwind asks for a refund after 40 days. Our terms say 30?"],
      ["carla", "Terms say 30 days, but for annual plans we grant 60. Nordwind has an annual plan, so refund it in full."],
      ["farid", "Done, ticket 4711 is closed."],
    ],
  },
  {
    channel: "support",
    daysAgo: 3,
    lines: [
      ["emma", "Reminder: answers to new tickets within *four working hours*, and within one hour for the severity “down”."],
      ["guest", "Is the weekend on-call paid for contractors as well?"],
      ["emma", "Yes, the same flat rate of 180 € per weekend."],
    ],
  },
  {
    channel: "travel",
    daysAgo: 20,
    lines: [
      ["carla", "Train before plane for everything below five hours. First class is fine when it is booked ten days ahead."],
      ["ada", "Hotels: up to 140 € a night, 190 € in Paris and Zurich."],
    ],
    file: {
      name: "travel-policy.txt",
      content: "Travel policy\n\nDaily allowance within the country: 28 EUR. Abroad: by the ministry's table. Receipts within 30 days.\n",
    },
  },
  {
    channel: "leadership",
    daysAgo: 9,
    isThread: true,
    lines: [
      ["ada", "Confidential: we plan to open an office in Lisbon in autumn, with eight people to begin with."],
      ["carla", "Budget for the first year is 620,000 €. Please keep it here until the contract is signed."],
    ],
  },
  {
    channel: "payroll",
    daysAgo: 5,
    lines: [
      ["emma", "The yearly raise is 3.5 % from July on; letters go out on the 15th."],
      ["carla", "Please add the bonus of the support team: 1,200 € each."],
    ],
  },
];

const DAY_MS = 86_400_000;

export interface DemoOptions {
  /** Address of whoever tries it out: then Ada is them, and they see what she sees. */
  readonly ownerEmail?: string | undefined;
}

/** A small company with channels for everybody, for some and for few, with a guest, threads and files: made for trying things out. */
export function seedDemo(world: World, { ownerEmail }: DemoOptions = {}): void {
  const users = new Map<string, FakeUser>();
  for (const [name, realName, guest] of PEOPLE) users.set(name, addUser(world, { name, realName, guest }));
  const ada = users.get("ada");
  if (ada !== undefined && ownerEmail !== undefined) ada.email = ownerEmail;
  const idOf = (name: string): string => users.get(name)?.id ?? world.botUserId;
  const rooms = new Map<string, string>();
  for (const { members, ...channel } of CHANNELS) rooms.set(channel.name, addChannel(world, { ...channel, members: members.map(idOf) }).id);
  for (const topic of TOPICS) talk(world, rooms.get(topic.channel) ?? "", topic, idOf);
}

function talk(world: World, room: string, { daysAgo, lines, isThread, file }: Topic, idOf: (name: string) => string): void {
  const begin = world.now - daysAgo * DAY_MS;
  let parent: string | undefined;
  for (const [at, [who, text]] of lines.entries()) {
    const files = at === 0 && file !== undefined ? [addFile(world, { ...file, user: idOf(who), mimetype: "text/plain" }).id] : [];
    const thread = isThread === true && parent !== undefined ? { threadTs: parent } : {};
    const ts = post(world, room, idOf(who), text, { at: begin + at * 90_000, files, isTold: false, ...thread });
    parent ??= ts;
  }
}
