import { googleError } from "./faults.ts";
import type { World } from "./world.ts";

/** A place in a list, as an opaque text; of another list, or of an earlier generation, it is refused. */
interface Place {
  readonly generation: number;
  readonly list: string;
  readonly at: number;
}

export function pageToken(world: World, list: string, at: number): string {
  return Buffer.from(JSON.stringify({ generation: world.generation, list, at } satisfies Place)).toString("base64url");
}

/** Null for a token that is not of this list, or has ended. */
export function placeOf(world: World, list: string, token: string): number | null {
  try {
    const place = JSON.parse(Buffer.from(token, "base64url").toString()) as Place;
    return place.generation === world.generation && place.list === list ? place.at : null;
  } catch {
    // Not one of ours.
    return null;
  }
}

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes?: Iterable<Uint8Array>;
}

/** One page of a list, with a token for the next one unless it is the last. */
export function page(
  world: World,
  list: string,
  query: URLSearchParams,
  options: {
    readonly items: readonly unknown[];
    readonly name: string;
    readonly size: string;
    readonly fallback: number;
    readonly isEmpty?: boolean;
    readonly more?: object;
  },
): Answer {
  const token = query.get("pageToken");
  const at = token === null ? 0 : placeOf(world, list, token);
  if (at === null) return googleError(400, "invalid", "Invalid Value");
  const size = options.isEmpty === true ? 0 : Number(query.get(options.size) ?? options.fallback);
  const end = at + size;
  const next = end < options.items.length || options.isEmpty === true ? { nextPageToken: pageToken(world, list, end) } : {};
  return { status: 200, json: { ...options.more, ...next, [options.name]: options.items.slice(at, end) } };
}
