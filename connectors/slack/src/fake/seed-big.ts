import { addChannel, addUser, post } from "./changes.ts";
import type { World } from "./world.ts";

export interface BigSeed {
  /** In all, replies included. */
  readonly messages: number;
  readonly channels?: number;
  readonly people?: number;
}

const WORDS =
  "release rollout invoice customer meeting deploy budget design review backlog contract server printer holiday travel onboarding".split(
    " ",
  );
const DAYS = 200;

/** A busy workspace of the last 200 days: bursts, threads, and nothing told as an event. */
export function seedBig(world: World, { messages, channels = 10, people = 40 }: BigSeed): void {
  const users = Array.from({ length: people }, (_, at) => addUser(world, { name: `person${at + 1}`, realName: `Person ${at + 1}` }));
  const rooms = Array.from({ length: channels }, (_, at) =>
    addChannel(world, {
      name: `team-${at + 1}`,
      isPrivate: at % 4 === 3,
      members: users.filter((_user, index) => index % (at + 2) === 0).map((user) => user.id),
    }),
  );
  const pick = <T>(all: readonly T[]): T => all[Math.floor(world.random() * all.length)] as T;
  const say = () => `${Array.from({ length: 6 + Math.floor(world.random() * 14) }, () => pick(WORDS)).join(" ")}.`;
  const perRoom = Math.ceil(messages / channels);
  let left = messages;
  for (const room of rooms) {
    let posted = 0;
    for (let step = 0; posted < perRoom && left > 0; step++) {
      const at = world.now - DAYS * 86_400_000 + Math.floor((posted / (perRoom + 1)) * DAYS * 86_400_000);
      // A burst of some messages, every third of them with a thread.
      const isThread = step % 3 === 0;
      const count = Math.min(1 + Math.floor(world.random() * 8), perRoom - posted, left);
      let parent: string | undefined;
      for (let index = 0; index < count; index++) {
        const ts = post(world, room.id, pick(users).id, say(), {
          at: at + index * 40_000,
          isTold: false,
          ...(isThread && parent !== undefined && { threadTs: parent }),
        });
        parent ??= ts;
      }
      posted += count;
      left -= count;
    }
  }
}
