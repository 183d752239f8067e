import { isSmartyError, type SourceDocument } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { cleanOp } from "../sync/clean-op.ts";
import type { Source } from "../ports/database/sources.ts";
import type { CheckInput } from "./check-source.ts";
import { openProbe, type Probe, type ProbePorts } from "./probe-source.ts";
import { containerAllow, documentAllow, rootAllow } from "./resolve-access.ts";
import { checkSourceInput } from "./source-input.ts";

/** An item as it would be stored. */
export interface SampleItem {
  readonly externalId: string;
  readonly title: string;
  readonly path: string | null;
  readonly url: string;
  readonly updatedAt: number | null;
  /** Who could find it; empty means nobody. */
  readonly allow: readonly string[];
}

export interface Sampled {
  readonly samples: readonly SampleItem[];
  /** What the source calls the groups in `allow`, as far as it says so in a few seconds. */
  readonly titles: Readonly<Record<string, string>>;
  readonly renewedHandle: string | null;
}

const SAMPLES = 3;
const TIMEOUT_MS = 10_000;
/** A source whose first items are all left out is not read to its end for a sample. */
const MOST_OPS = 2_000;
/** Somebody waits: what has no name by then is shown by its id. */
const NAMING_MS = 3_000;

/** The first few items that these settings would bring, and who could find them. Nothing is stored; what cannot be read gives no samples, not an error. */
export async function sampleSource(ports: ProbePorts, actor: Actor, input: CheckInput): Promise<Sampled> {
  const settings = checkSourceInput(ports, input);
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const probe = await openProbe(ports, actor, { ...input, settings }, signal);
  const { connector, context } = probe;
  const containers: Containers = new Map();
  const samples: SampleItem[] = [];
  let titles: Sampled["titles"] = {};
  let ops = 0;
  try {
    for await (const raw of connector.sync(context, null)) {
      const op = cleanOp(raw);
      if (op.op === "container") containers.set(op.node.id, { ...op.node, path: op.node.path ?? null });
      if (op.op === "upsert") samples.push(toSample(input, op.document, containers));
      if (samples.length >= SAMPLES || ++ops >= MOST_OPS) break;
    }
    titles = await nameGroups(
      probe,
      samples.flatMap(({ allow }) => allow),
    );
  } catch (error) {
    // The checks beside it say what is wrong; only a fault of the connector itself is worth a line.
    if (!isSmartyError(error) && !signal.aborted)
      ports.logger.error({ err: error, connector: connector.id }, "a connector's sample failed");
  } finally {
    ending.abort();
  }
  return { samples, titles, renewedHandle: probe.renewedHandle() };
}

/** There is no source yet whose groups are known, so they are asked for, until all of these have a name. */
async function nameGroups({ connector, context }: Probe, principals: readonly string[]): Promise<Sampled["titles"]> {
  const wanted = new Set(principals.filter((principal) => principal.startsWith("group:") && !principal.startsWith("group:local/")));
  const titles: Record<string, string> = {};
  if (wanted.size === 0 || connector.syncGroups === undefined) return titles;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(NAMING_MS)]);
  const late = new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
  const ops = connector.syncGroups({ ...context, signal })[Symbol.asyncIterator]();
  while (wanted.size > 0) {
    const step = await Promise.race([late, ops.next()]);
    if (step === null || step.done === true || signal.aborted) break;
    if (step.value.op !== "group") continue;
    const { id, title = "" } = step.value.group;
    if (wanted.delete(`group:${id}`) && title !== "") titles[`group:${id}`] = title;
  }
  return titles;
}

type Containers = Map<string, { readonly parentId?: string; readonly path: string | null; readonly acl: SourceDocument["acl"] }>;

function toSample({ access }: Pick<Source, "access">, document: SourceDocument, containers: Containers): SampleItem {
  const { id, title, url, path = null, containerId, updatedAt = null, acl } = document;
  const containerPath = containers.get(containerId ?? "")?.path ?? null;
  const own = documentAllow("check", access, { path, containerPath, acl });
  return { externalId: id, title, path, url, updatedAt, allow: (own ?? inherited(access, containerId, containers)).map(withoutSource) };
}

function inherited(access: Source["access"], containerId: string | undefined, containers: Containers): readonly string[] {
  const passed = new Set<string>();
  for (let at = containerId; at !== undefined && !passed.has(at); at = containers.get(at)?.parentId) {
    passed.add(at);
    const container = containers.get(at);
    const own = container === undefined ? null : containerAllow("check", access, container);
    if (own !== null) return own;
  }
  return rootAllow(access);
}

/** There is no source yet that its groups could belong to. */
function withoutSource(principal: string): string {
  return principal.replace(/^group:check\//, "group:");
}
