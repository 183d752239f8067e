import { type Actor, cancelRun, type Ports, streamEvents } from "@smartypants/core";
import { isSmartyError, SmartyError } from "@smartypants/sdk";
import { readMessage, type ServerMessage } from "./socket-messages.ts";
import { createWire, type Wire, type WireSocket } from "./wire.ts";

/** Runs that one socket follows at once. */
export const MOST_RUNS = 32;
/** How soon whoever signed out or was disabled loses the socket. */
const LOOK_MS = 5_000;
/** Silence in which a connection is taken for lost; proxies cut idle ones after a minute. */
const BEAT_MS = 20_000;

/** Close codes of ours, beside those of the protocol. */
const SIGNED_OUT = 4401;
const TOO_SLOW = 4408;

export interface AnswerSocketOptions {
  readonly ports: Ports;
  /** Who it was opened by. */
  readonly actor: Actor;
  /** Who the same credential belongs to now; null when it is worth nothing any more. */
  readonly actorNow: () => Promise<Actor | null>;
}

export interface AnswerSocket {
  receive(data: unknown): void;
  /** The other side answered a ping. */
  alive(): void;
  closed(): void;
}

/** Follows runs over one socket: several at once, each from the event that its reader saw last. Stopping to listen stops no run. */
export function createAnswerSocket(socket: WireSocket, { ports, actor: opener, actorNow }: AnswerSocketOptions): AnswerSocket {
  let actor = opener;
  const wire = createWire(socket, () => end(TOO_SLOW, "the messages were not read"));
  const following = createFollowing(ports, wire);
  const watch = watchOver(socket, async () => {
    const now = await actorNow().catch((error: unknown) => {
      ports.logger.warn({ err: error }, "whose a socket is could not be seen");
      return actor;
    });
    if (now === null) end(SIGNED_OUT, "signed out");
    else actor = now;
  });
  const closed = (): void => {
    watch.stop();
    wire.close();
    following.endAll();
  };
  function end(code: number, reason: string): void {
    closed();
    socket.close(code, reason);
  }
  return {
    receive: (data) => {
      watch.alive();
      const message = readMessage(data);
      if (message === null) return following.say({ type: "error", code: "invalid", message: HELP });
      if (message.type === "ping") return following.say({ type: "pong" });
      if (message.type === "subscribe") return following.begin(actor, message.runId, message.after);
      if (message.type === "cancel") return void following.cancel(actor, message.runId);
      following.end(message.runId);
      return following.say({ type: "unsubscribed", runId: message.runId });
    },
    alive: () => watch.alive(),
    closed,
  };
}

const HELP = 'Send JSON such as {"type":"subscribe","runId":"…","after":0}; the types are subscribe, unsubscribe, cancel and ping.';

/** Looks whose the socket is every few seconds, and whether anybody is still at its other end. */
function watchOver(socket: WireSocket, look: () => Promise<void>): { alive(): void; stop(): void } {
  let hasAnswered = true;
  const looking = setInterval(() => void look(), LOOK_MS);
  const beating = setInterval(() => {
    if (!hasAnswered) return socket.terminate();
    hasAnswered = false;
    return socket.ping();
  }, BEAT_MS);
  return {
    alive: () => void (hasAnswered = true),
    stop: () => {
      clearInterval(looking);
      clearInterval(beating);
    },
  };
}

function createFollowing(ports: Ports, wire: Wire) {
  const followed = new Map<string, AbortController>();
  // Fails only once the socket is closed.
  const say = (message: ServerMessage): void => void wire.send(message).catch(() => {});
  const end = (runId: string): void => {
    followed.get(runId)?.abort();
    followed.delete(runId);
  };
  return {
    say,
    end,
    endAll: () => {
      for (const runId of followed.keys()) end(runId);
    },
    begin: (actor: Actor, runId: string, after: number): void => {
      if (!followed.has(runId) && followed.size >= MOST_RUNS) {
        return say({ type: "error", runId, code: "rate_limited", message: `A socket follows at most ${MOST_RUNS} answers at once.` });
      }
      end(runId);
      const controller = new AbortController();
      followed.set(runId, controller);
      return void follow(ports, actor, { runId, after, signal: controller.signal }, wire).finally(() => {
        if (followed.get(runId) === controller) followed.delete(runId);
      });
    },
    cancel: async (actor: Actor, runId: string): Promise<void> => {
      try {
        await cancelRun(ports, actor, runId);
        say({ type: "cancelling", runId });
      } catch (error) {
        say({ type: "error", runId, ...problemOf(ports, error, runId) });
      }
    },
  };
}

interface Followed {
  readonly runId: string;
  readonly after: number;
  readonly signal: AbortSignal;
}

/** To the end of the run, at the pace of whoever reads. Never rejects. */
async function follow(ports: Ports, actor: Actor, { runId, after, signal }: Followed, wire: Wire): Promise<void> {
  try {
    // Another's run looks missing, before anything of it is said.
    if ((await ports.database.forActor(actor).answers.run(runId)) === null) throw new SmartyError("not_found", "There is no such answer.");
    await wire.send({ type: "subscribed", runId });
    for await (const { sequence, type, data } of streamEvents(ports, actor, runId, after, signal)) {
      await wire.send({ type: "event", runId, id: sequence, event: type, data });
    }
    if (!signal.aborted) await wire.send({ type: "ended", runId });
  } catch (error) {
    if (signal.aborted) return;
    await wire.send({ type: "error", runId, ...problemOf(ports, error, runId) }).catch(() => {});
  }
}

function problemOf({ logger }: Ports, error: unknown, runId: string): { readonly code: string; readonly message: string } {
  if (isSmartyError(error)) return { code: error.code, message: error.message };
  logger.error({ err: error, runId }, "an answer could not be followed over a socket");
  return { code: "internal", message: "The answer could not be followed. Subscribe again." };
}
