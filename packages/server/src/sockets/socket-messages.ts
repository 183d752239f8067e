import { z } from "@hono/zod-openapi";

/** Characters of a message of a client's; the server cuts off whoever sends more. */
export const MAX_MESSAGE_BYTES = 16 * 1024;

const RunId = z.string().min(1).max(100);

const ClientMessage = z.discriminatedUnion("type", [
  /** `after`: the `id` of the last event that was seen. */
  z.strictObject({ type: z.literal("subscribe"), runId: RunId, after: z.int().min(0).default(0) }),
  z.strictObject({ type: z.literal("unsubscribe"), runId: RunId }),
  z.strictObject({ type: z.literal("cancel"), runId: RunId }),
  z.strictObject({ type: z.literal("ping") }),
]);

export type ClientMessage = z.infer<typeof ClientMessage>;

export type ServerMessage =
  | { readonly type: "subscribed" | "unsubscribed" | "cancelling" | "ended"; readonly runId: string }
  | { readonly type: "event"; readonly runId: string; readonly id: number; readonly event: string; readonly data: unknown }
  | { readonly type: "error"; readonly runId?: string; readonly code: string; readonly message: string }
  | { readonly type: "pong" };

/** Null for what is no message of ours. */
export function readMessage(data: unknown): ClientMessage | null {
  if (typeof data !== "string") return null;
  try {
    return ClientMessage.parse(JSON.parse(data));
  } catch {
    // Whatever is wrong with it, its sender is told what is right.
    return null;
  }
}
