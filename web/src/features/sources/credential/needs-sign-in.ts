import type { Connector } from "@smartypants/client";
import type { Way } from "../settings/read-schema.ts";

/** Whether this way goes on at the source: its tokens come from signing in there. */
export function needsSignIn({ auth }: Pick<Connector, "auth">, way: Way | undefined): boolean {
  return auth.includes("oauth2") && (way?.hasKeptValues ?? false);
}
