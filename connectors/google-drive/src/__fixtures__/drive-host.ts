import type { Group, GroupOp, SyncOp } from "@smartypants/sdk";
import {
  applyOps,
  EMPTY_STATE,
  type RecordingContext,
  recordingContext,
  type RecordingOptions,
  type SourceState,
} from "@smartypants/sdk/testing";
import { expect } from "vitest";
import { DriveCheckpoint } from "../checkpoint.ts";
import { DriveCredential } from "../credential.ts";
import type { DriveFake } from "../fake/index.ts";
import { googleDrive } from "../google-drive-connector.ts";
import { DriveSettings } from "../settings.ts";
import { patiently } from "./host-http.ts";

export type Way = "delegation" | "oauth" | "serviceAccount";

export interface HostOptions {
  /** `delegation` when absent. */
  readonly way?: Way;
  readonly settings?: object;
  /** Who signs in, or acts as administrator; the first person when absent. */
  readonly email?: string;
  readonly overrides?: Partial<RecordingOptions<DriveSettings, DriveCredential>>;
}

/** A host that has stored what earlier runs told it. */
export interface DriveHost {
  state: SourceState;
  groups: readonly Group[];
  /** One run from the last checkpoint on, or from the beginning; checks that its operations fit together. */
  sync(from?: "start"): Promise<{ readonly ops: readonly SyncOp[]; readonly context: RecordingContext<DriveSettings, DriveCredential> }>;
  /** Asks again for what failed, as a host does later on. */
  retry(): Promise<void>;
  syncGroups(): Promise<void>;
  context(): RecordingContext<DriveSettings, DriveCredential>;
  configure(settings: object): void;
  /** Ids of stored documents that somebody may read, by their own list, their containers and groups. */
  readableBy(email: string): ReadonlySet<string>;
}

export function credentialOf(fake: DriveFake, way: Way, email: string): DriveCredential {
  if (way === "delegation") return DriveCredential.parse({ way, key: fake.signIn.keyFile, adminEmail: email });
  if (way === "serviceAccount") return DriveCredential.parse({ way, key: fake.signIn.keyFile });
  const { clientId, clientSecret } = fake.signIn;
  return DriveCredential.parse({ way, clientId, clientSecret, refreshToken: fake.signIn.refreshTokenFor(email) });
}

export function settingsOf(fake: DriveFake, settings: object = {}): DriveSettings {
  return DriveSettings.parse({ ...settings, advanced: fake.advanced });
}

export function driveHost(fake: DriveFake, options: HostOptions = {}): DriveHost {
  const email = options.email ?? [...fake.world.users.keys()][0] ?? "";
  let credential = credentialOf(fake, options.way ?? "delegation", email);
  let settings = settingsOf(fake, options.settings);
  const host: DriveHost = {
    state: EMPTY_STATE,
    groups: [],
    context() {
      const context = recordingContext<DriveSettings, DriveCredential>({
        settings,
        credential,
        known: [...host.state.documents].filter(([id]) => !host.state.failed.has(id)),
        // Sockets cost more than all else; the conformance kit goes over them.
        http: (request) => patiently(request, fake.ask),
        now: () => fake.world.now(),
        ...options.overrides,
      });
      const update = (next: DriveCredential) => {
        // What is renewed stays, for the next context.
        credential = next;
        return context.credentials.update(next);
      };
      return { ...context, credentials: { ...context.credentials, update } };
    },
    configure: (next) => void (settings = settingsOf(fake, next)),
    async sync(from) {
      const context = host.context();
      const ops: SyncOp[] = [];
      try {
        for await (const op of googleDrive.sync(context, from === "start" ? null : checkpointOf(host.state))) {
          context.observe(op);
          ops.push(op);
        }
        expect(ops.at(-1)?.op).toBe("done");
      } finally {
        // What a run told before it failed is stored too.
        const applied = applyOps(host.state, ops);
        expect(applied.problems, "operations that contradict the interface").toEqual([]);
        host.state = applied.state;
        expect(fake.complaints, "wrong requests").toEqual([]);
      }
      return { ops, context };
    },
    async retry() {
      for (const id of host.state.failed.keys()) {
        const document = (await googleDrive.fetchOne?.(host.context(), { id })) ?? null;
        const op: SyncOp = document === null ? { op: "delete", id, reason: "deleted" } : { op: "upsert", document };
        host.state = applyOps(host.state, [op]).state;
      }
    },
    async syncGroups() {
      const ops: GroupOp[] = [];
      for await (const op of googleDrive.syncGroups?.(host.context()) ?? []) ops.push(op);
      expect(ops.at(-1)).toEqual({ op: "end", complete: true });
      host.groups = ops.flatMap((op) => (op.op === "group" ? [op.group] : []));
    },
    readableBy: (person) => readableBy(host.state, host.groups, person),
  };
  return host;
}

/** As a host gives it back: stored as JSON and parsed. */
function checkpointOf({ checkpoint }: SourceState): DriveCheckpoint | null {
  return checkpoint === null ? null : DriveCheckpoint.parse(JSON.parse(JSON.stringify(checkpoint)));
}

function readableBy({ documents, containers }: SourceState, groups: readonly Group[], email: string): ReadonlySet<string> {
  const principals = principalsOf(groups, email);
  const found = new Set<string>();
  for (const [id, { acl, containerId }] of documents) {
    let at = containerId;
    let own = acl;
    while (own.mode === "inherit") {
      const container = containers.get(at ?? "");
      if (container === undefined) break;
      own = container.acl;
      at = container.parentId;
    }
    if (own.mode === "everyone" || (own.mode === "restricted" && own.allow.some((principal) => principals.has(principal)))) found.add(id);
  }
  return found;
}

function principalsOf(groups: readonly Group[], email: string): ReadonlySet<string> {
  const principals = new Set([`user:${email}`, `domain:${email.split("@")[1] ?? ""}`, "everyone"]);
  for (let size = -1; size !== principals.size;) {
    size = principals.size;
    for (const { id, members } of groups) if (members.some((member) => principals.has(member))) principals.add(`group:${id}`);
  }
  return principals;
}

/** Operations in short: what happened to what. */
export function story(ops: readonly SyncOp[]): readonly string[] {
  return ops.flatMap((op) => {
    if (op.op === "upsert") return [`upsert ${op.document.title}`];
    if (op.op === "touch") return [`touch ${op.title ?? op.id}`];
    if (op.op === "skip") return [`skip ${op.title ?? op.id}: ${op.reason}`];
    if (op.op === "delete") return [`delete ${op.id}: ${op.reason}`];
    if (op.op === "deleteContainer") return [`deleteContainer ${op.containerId}: ${op.reason}`];
    return op.op === "error" ? [`error ${op.error.ref ?? op.error.scope}: ${op.error.code}`] : [];
  });
}

export function titlesIn({ documents }: SourceState): readonly string[] {
  return [...documents.values()].map(({ title }) => title).toSorted();
}

/** The bytes that were stored for a document, as text. */
export function textOf(context: Pick<RecordingContext, "stored">, state: SourceState, id: string): string {
  const document = state.documents.get(id);
  return (document?.sections ?? [])
    .map((section) =>
      section.kind === "text" ? section.text : Buffer.from(context.stored.get(section.blob.blobId) ?? []).toString("latin1"),
    )
    .join("\n");
}

export async function toArray<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
