import { type Actor, requireRole } from "../access/actor.ts";
import type { Fault, Inspection } from "../ports/database/doctor.ts";
import type { Ports } from "../ports/ports.ts";
import { checkChunks } from "./check-chunks.ts";
import { checkIndex } from "./check-index.ts";
import { ok, plural, type ReportItem } from "./report-item.ts";

const MINUTE_MS = 60_000;
const WAITING_MS = 10 * MINUTE_MS;
const DEAD_LOCK_MS = 90_000;

const RESTORE = "Stop the server and restore a backup with smartypants restore <file>, or sync the sources again.";

type Needs = Pick<Ports, "database" | "lexical" | "semantic" | "clock" | "hash">;

/** Looks whether what must always be true of the stored data is true. `deep` reads every document instead of some. Changes nothing. */
export async function checkInvariants(ports: Needs, actor: Actor, options: { readonly deep: boolean }): Promise<readonly ReportItem[]> {
  requireRole(actor, "admin");
  const { lexical, semantic, hash, database } = ports;
  const { current } = semantic;
  const now = ports.clock.now();
  return database.doctor.inspect(async (inspection) => {
    const items = [
      await checkDatabase(inspection),
      await checkFaults(inspection, VERSIONS, now),
      await checkChunks(inspection, hash, options),
      await checkIndex(inspection, lexical, { id: "text-index", title: "The text index has exactly the current passages" }),
      current === null
        ? ok("vector-index", VECTOR_TITLE, "No embedding model is used, so there is none.")
        : await checkIndex(inspection, current.vectors, { id: "vector-index", title: VECTOR_TITLE }),
      await checkFaults(inspection, PERMISSIONS, now),
      await checkFaults(inspection, LEDGER, now),
      await checkFaults(inspection, WAITING, now - WAITING_MS),
      await checkFaults(inspection, LOCKS, now - DEAD_LOCK_MS),
      await checkFaults(inspection, JOBS, now),
    ];
    return items;
  });
}

const VECTOR_TITLE = "The vector index has exactly the current passages";

async function checkDatabase(inspection: Inspection): Promise<ReportItem> {
  const about = { id: "database", title: "The database file is sound" };
  const complaints = await inspection.integrity();
  if (complaints.length === 0) return ok(about.id, about.title, "Its own checks found nothing.");
  return { ...about, status: "failed", detail: complaints.slice(0, 5).join(" · "), remedy: RESTORE };
}

/** Faults that make one line of the report. */
interface FaultCheck {
  readonly id: string;
  readonly title: string;
  readonly fine: string;
  readonly status: "warning" | "failed";
  readonly faults: Readonly<Partial<Record<Fault, readonly [one: string, many: string]>>>;
  readonly remedy: string;
}

const VERSIONS: FaultCheck = {
  id: "versions",
  title: "Every indexed item has one current version",
  fine: "Ledger, documents and texts agree.",
  status: "failed",
  faults: {
    "item-without-document": ["item is called indexed and has no document", "items are called indexed and have no document"],
    "document-without-item": ["document is in no ledger", "documents are in no ledger"],
    "document-without-text": ["document has no text", "documents have no text"],
    "several-current-versions": ["document has several current texts", "documents have several current texts"],
    "document-without-source": ["document belongs to no source", "documents belong to no source"],
  },
  remedy: RESTORE,
};

const PERMISSIONS: FaultCheck = {
  id: "permissions",
  title: "Everything says who may read it",
  fine: "Every source, folder and document has its list of readers.",
  status: "failed",
  faults: {
    "document-without-acl": ["document is readable by nobody for want of a list", "documents are readable by nobody for want of a list"],
    "container-without-acl": ["folder has no list of readers", "folders have no list of readers"],
    "source-without-acl": ["source has no list of readers", "sources have no list of readers"],
  },
  remedy: "Save who may read the source once more, then sync it. Until then what is concerned is hidden.",
};

const LEDGER: FaultCheck = {
  id: "ledger",
  title: "The counts of every sync add up",
  fine: "Seen is indexed, unchanged, skipped and failed together.",
  status: "failed",
  faults: { "run-counts": ["sync has counts that do not add up", "syncs have counts that do not add up"] },
  remedy: "Sync the sources again; the ledger shows what became of each item.",
};

const WAITING: FaultCheck = {
  id: "index-waiting",
  title: "Nothing waits long for the indexes",
  fine: "No document has waited for more than 10 minutes.",
  status: "warning",
  faults: { "index-waiting": ["document has waited for more than 10 minutes", "documents have waited for more than 10 minutes"] },
  remedy:
    "They are found as they were before. Start the server if it is stopped; if it runs, look at its log and run smartypants doctor --fix.",
};

const LOCKS: FaultCheck = {
  id: "dead-jobs",
  title: "No job is held by a process that has died",
  fine: "Whatever runs has been renewed within 90 seconds.",
  status: "failed",
  faults: { "dead-job": ["job is held by nobody alive", "jobs are held by nobody alive"] },
  remedy: "Restart the server: it takes such jobs back at once.",
};

const JOBS: FaultCheck = {
  id: "jobs",
  title: "No job needs a hand",
  fine: "None was set aside or has failed for good.",
  status: "warning",
  faults: {
    "quarantined-job": [
      "job was set aside because its process died three times",
      "jobs were set aside because their process died three times",
    ],
    "failed-job": ["job has failed for good", "jobs have failed for good"],
  },
  remedy: "GET /api/v1/jobs says why. POST /api/v1/jobs/{id}/retry tries one again.",
};

async function checkFaults(inspection: Inspection, check: FaultCheck, before: number): Promise<ReportItem> {
  const said: string[] = [];
  for (const [fault, [one, many]] of Object.entries(check.faults) as [Fault, readonly [string, string]][]) {
    const { count, examples } = await inspection.find(fault, before);
    if (count > 0) said.push(`${plural(count, one, many)} (${examples.join(", ")}${count > examples.length ? ", …" : ""}).`);
  }
  const { id, title, fine, status, remedy } = check;
  return said.length === 0 ? ok(id, title, fine) : { id, title, status, detail: said.join(" "), remedy };
}
