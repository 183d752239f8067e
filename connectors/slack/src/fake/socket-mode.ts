import type { createServer } from "node:http";
import { acceptSocket, type ServerSocket } from "./web-socket.ts";
import type { World } from "./world.ts";

export interface SocketMode {
  /** Open connections. */
  readonly connections: () => number;
  /** Ids of envelopes that were acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** Sends an event to all connections, as often as asked for, as the same event. */
  send(event: Readonly<Record<string, unknown>>, times?: number): string;
  /** Events are held back until `release`, which sends them in the order that it is given. */
  hold(): void;
  release(order?: "as-they-came" | "reversed"): void;
  /** Says that the connection will be closed, and closes it. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  close(): void;
}

/** Socket Mode over the double's server: every change of the world becomes an event. */
export function startSocketMode(world: World, server: ReturnType<typeof createServer>): SocketMode {
  const sockets = new Set<ServerSocket>();
  const acknowledged = new Set<string>();
  let held: (() => void)[] | undefined;
  let count = 0;
  server.on("upgrade", (request, stream) => {
    const onText = (text: string): void => {
      const envelopeId = (JSON.parse(text) as { envelope_id?: string }).envelope_id;
      if (envelopeId !== undefined) acknowledged.add(envelopeId);
    };
    const socket: ServerSocket = acceptSocket(request, stream, onText, () => sockets.delete(socket));
    sockets.add(socket);
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size, connection_info: { app_id: "A0001" } }));
  });
  const send = (event: Readonly<Record<string, unknown>>, times = 1): string => {
    const eventId = `Ev${String(++count).padStart(8, "0")}`;
    const deliver = (): void => {
      for (const text of envelopes(world, eventId, event, times)) for (const socket of sockets) socket.send(text);
    };
    if (held === undefined) deliver();
    else held.push(deliver);
    return eventId;
  };
  world.listeners.add((event) => void send(event));
  return {
    connections: () => sockets.size,
    acknowledged,
    send,
    hold: () => void (held ??= []),
    release(order = "as-they-came") {
      const waiting = held ?? [];
      held = undefined;
      for (const deliver of order === "reversed" ? waiting.toReversed() : waiting) deliver();
    },
    disconnect(reason) {
      for (const socket of sockets) {
        socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "fake" } }));
        socket.close();
      }
    },
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

/** The same event as often as Slack tries to deliver it. */
function envelopes(world: World, eventId: string, event: object, times: number): readonly string[] {
  const payload = {
    type: "event_callback",
    team_id: world.teams[0]?.id,
    api_app_id: "A0001",
    event_id: eventId,
    event_time: Math.floor(world.now / 1000),
    authorizations: [{ team_id: world.teams[0]?.id, user_id: world.botUserId, is_bot: true }],
    event,
  };
  return Array.from({ length: times }, (_, retry) =>
    JSON.stringify({
      type: "events_api",
      envelope_id: `${eventId}-${retry}`,
      accepts_response_payload: false,
      retry_attempt: retry,
      payload,
    }),
  );
}
