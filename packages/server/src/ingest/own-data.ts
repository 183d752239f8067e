import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { type Connector, SmartyError } from "@smartypants/sdk";

/**
 * The folder connector with this server's own data out of its reach: whoever may connect a folder would otherwise read the keys, the operator's
 * token and everybody's uploads. Checked whenever the folder is read, for a link may have changed since it was connected.
 */
export function withoutOwnData(connector: Connector, dataDir: string): Connector {
  return {
    ...connector,
    check: async function* (context) {
      try {
        ownDataIn(context.settings, dataDir);
      } catch (error) {
        const remediation = error instanceof SmartyError ? error.message : "The folder cannot be read.";
        yield { id: "folder_allowed", title: "The folder may be connected", required: true, status: "failed", remediation };
        return;
      }
      yield* connector.check(context);
    },
    sync: async function* (context, checkpoint) {
      const own = ownDataIn(context.settings, dataDir);
      for await (const op of connector.sync(context, checkpoint)) if (!ids(op).some((id) => isOwn(own, id))) yield op;
    },
    ...(connector.fetchOne !== undefined && {
      fetchOne: async (context, ref) => {
        const own = ownDataIn(context.settings, dataDir);
        return isOwn(own, ref.id) ? null : ((await connector.fetchOne?.(context, ref)) ?? null);
      },
    }),
    ...(connector.listen !== undefined && {
      listen: async function* (context) {
        const own = ownDataIn(context.settings, dataDir);
        // Its own writes would make it sync for ever.
        for await (const hint of connector.listen?.(context) ?? []) if (hint.id === undefined || !isOwn(own, hint.id)) yield hint;
      },
    }),
  };
}

/** Where in the folder our data lies, as the connector writes ids; null when it does not. Throws `config` for a folder inside our data. */
function ownDataIn(settings: unknown, dataDir: string): string | null {
  const path = real((settings as { readonly path: string }).path);
  const own = real(dataDir);
  if (path === null || own === null) return null;
  const below = relative(own, path);
  if (below === "" || !(below === ".." || below.startsWith(`..${sep}`))) {
    throw new SmartyError("config", "This folder holds SmartyPants' own data. Choose another one.");
  }
  const inside = relative(path, own);
  return inside === ".." || inside.startsWith(`..${sep}`) ? null : inside.split(sep).join("/").normalize("NFC");
}

/** Null when there is nothing at the path: the connector says so itself. */
function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function isOwn(own: string | null, id: string): boolean {
  return own !== null && (id === own || id.startsWith(`${own}/`));
}

type SyncOp = Connector["sync"] extends (...args: never[]) => AsyncIterable<infer Op> ? Op : never;

/** The files and folders that an operation names. */
function ids(op: SyncOp): readonly string[] {
  if (op.op === "upsert") return [op.document.id];
  if (op.op === "container") return [op.node.id];
  return "id" in op && typeof op.id === "string" ? [op.id] : [];
}
