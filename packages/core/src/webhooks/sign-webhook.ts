const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A secret as Standard Webhooks writes it. */
export function newWebhookSecret(): string {
  return PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

interface SignedHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/** The headers of Standard Webhooks: HMAC-SHA256 over id, time and the body as it is sent. */
export async function signWebhook(
  secret: string,
  message: { readonly id: string; readonly at: number; readonly body: string },
): Promise<SignedHeaders> {
  const timestamp = String(Math.floor(message.at / 1000));
  const bytes = Uint8Array.from(atob(secret.slice(PREFIX.length)), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${message.id}.${timestamp}.${message.body}`));
  return { "webhook-id": message.id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${toBase64(new Uint8Array(signed))}` };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
