import type { Params } from "./gate.ts";
import type { Body } from "./paging.ts";
import type { FakeToken, World } from "./world.ts";

export interface Call {
  readonly world: World;
  /** Of this server: `http://127.0.0.1:1234`. */
  readonly origin: string;
  readonly params: Params;
  readonly token: FakeToken | undefined;
}

export function missingScope(token: FakeToken | undefined, needed: string): Body {
  return { ok: false, error: "missing_scope", needed, provided: [...(token?.scopes ?? [])].join(",") };
}
