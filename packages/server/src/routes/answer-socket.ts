import { upgradeWebSocket } from "@hono/node-server";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { WebSocket } from "ws";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { actorAgain } from "../middleware/authenticate.ts";
import { type AnswerSocket, createAnswerSocket } from "../sockets/answer-socket.ts";
import { createSocketLimits } from "../sockets/socket-limits.ts";

const socketRoute = defineRoute({
  method: "get",
  path: "/answers/socket",
  operationId: "answerSocket",
  feature: "features.answerSocket",
  tags: ["Answers"],
  summary: "Follow and stop answers over a WebSocket",
  description:
    'Messages are JSON. Send `{"type":"subscribe","runId":"…","after":0}` (`after`: the `id` of the last event you saw), `unsubscribe`, `cancel` or `ping`; ' +
    "what comes back has the type `subscribed`, `event`, `ended`, `unsubscribed`, `cancelling`, `pong` or `error`.",
  role: "viewer",
  scope: "ask",
  responses: { 101: { description: "The connection goes on as a WebSocket." } },
});

export const answerSocket = createRouter();

const limits = createSocketLimits();

answerSocket.openapi(socketRoute, async (c) => {
  const isUpgrade = c.req.header("upgrade")?.toLowerCase() === "websocket" && (c.env as { wss?: unknown } | undefined)?.wss !== undefined;
  if (!isUpgrade) throw new SmartyError("invalid", "Open this address as a WebSocket.");
  refuseOtherPages(c);
  const { ports, actor } = c.var;
  const leave = limits.enter(actor.userId);
  const actorNow = actorAgain(c);
  let connection: AnswerSocket | undefined;
  const closed = (): void => {
    leave();
    connection?.closed();
  };
  // A handshake that breaks off tells nobody but the connection itself.
  (c.env as { incoming?: { socket?: { once(event: "close", listener: () => void): void } } }).incoming?.socket?.once("close", closed);
  const upgrade = upgradeWebSocket(
    () => ({
      onOpen: (_event, { raw }) => {
        const socket = raw as WebSocket;
        connection = createAnswerSocket(socket, { ports, actor, actorNow });
        socket.on("pong", () => connection?.alive());
      },
      onMessage: ({ data }) => connection?.receive(data),
      onClose: closed,
    }),
    { onError: (error) => ports.logger.warn({ err: error }, "a socket failed") },
  );
  const answer = await upgrade(c, async () => {});
  return answer ?? c.body(null, 400);
});

/** A browser asks nobody before it opens a socket to another site, and sends the cookie along: only the origin tells whose page it is. */
function refuseOtherPages(c: Context<Env>): void {
  const { actor, ports } = c.var;
  const origin = c.req.header("origin");
  if (
    actor.via === "session"
      ? origin !== undefined && ports.identity.trustsOrigin(origin)
      : origin === undefined || ports.identity.trustsOrigin(origin)
  )
    return;
  throw new SmartyError(
    "forbidden",
    `Sockets with a session are opened by pages at ${ports.identity.publicOrigin} only. Programs send an API key.`,
  );
}
