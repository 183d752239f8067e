import { expect, test } from "vitest";
import type { SourceDocument, SyncOp } from "../connector.ts";
import { applyInventory, applyOps, EMPTY_STATE, type SourceState } from "./apply-ops.ts";

const documentOf = (id: string, containerId?: string): SourceDocument => ({
  id,
  changeKey: "1",
  title: id,
  url: `https://x.example/${id}`,
  mimeType: "text/plain",
  sections: [{ kind: "text", text: id, format: "plain" }],
  ...(containerId !== undefined && { containerId }),
  acl: { mode: "inherit" },
});
const containerOp = (id: string, parentId?: string): SyncOp => ({
  op: "container",
  node: { id, title: id, acl: { mode: "inherit" }, ...(parentId !== undefined && { parentId }) },
});
const upsertOp = (id: string, containerId?: string): SyncOp => ({ op: "upsert", document: documentOf(id, containerId) });
const idsIn = (state: SourceState) => [...state.documents.keys()];

/** Two folders, one inside the other, and a document outside. */
const stored = applyOps(EMPTY_STATE, [
  containerOp("a"),
  containerOp("a/b", "a"),
  upsertOp("top"),
  upsertOp("in-a", "a"),
  upsertOp("in-b", "a/b"),
  { op: "skip", id: "film", reason: "too_large" },
  { op: "done", listed: "everything" },
]);

test("a sound run has no problems and stores what it shows", () => {
  expect(stored.problems).toEqual([]);
  expect(idsIn(stored.state)).toEqual(["top", "in-a", "in-b"]);
  expect([...stored.state.containers.keys()]).toEqual(["a", "a/b"]);
  expect(stored.state.skipped.get("film")).toBe("too_large");
});

test.for(["changes", "partial"] as const)("a run with listed: %s removes nothing that it did not name", (listed) => {
  expect(applyOps(stored.state, [{ op: "done", listed }]).state).toEqual(stored.state);
  const named = applyOps(stored.state, [
    { op: "delete", id: "in-a", reason: "deleted" },
    { op: "done", listed },
  ]);
  expect(idsIn(named.state)).toEqual(["top", "in-b"]);
});

test("a run without done, as when it crashes, removes nothing", () => {
  expect(applyOps(stored.state, [{ op: "unchanged", id: "top" }]).state).toEqual(stored.state);
});

test("a complete listing removes what it did not show: documents, skipped items, containers", () => {
  const { state } = applyOps(stored.state, [
    { op: "unchanged", id: "top" },
    { op: "done", listed: "everything" },
  ]);
  expect(idsIn(state)).toEqual(["top"]);
  expect(state.containers.size + state.skipped.size).toBe(0);
});

test("below an incomplete container nothing is removed, however deep", () => {
  const { state } = applyOps(stored.state, [containerOp("a"), { op: "done", listed: "everything", incompleteContainers: ["a"] }]);
  expect(idsIn(state)).toEqual(["in-a", "in-b"]);
  expect([...state.containers.keys()]).toEqual(["a", "a/b"]);
});

test("an error keeps what was stored, a skip replaces it, and a later success clears both", () => {
  const failed: SyncOp = { op: "error", error: { scope: "document", ref: "top", code: "network", message: "Away.", retryable: true } };
  const broken = applyOps(stored.state, [failed, { op: "skip", id: "in-a", reason: "empty" }]).state;
  expect(idsIn(broken)).toEqual(["top", "in-b"]);
  expect(broken.failed.has("top")).toBe(true);
  const healed = applyOps(broken, [upsertOp("top"), upsertOp("in-a", "a")]).state;
  expect([healed.failed.size, healed.skipped.size, idsIn(healed).length]).toEqual([0, 1, 3]);
});

test("a touch moves an item under its new id and keeps the rest of it", () => {
  const touch: SyncOp = { op: "touch", id: "moved", previousId: "top", containerId: "a", title: "Moved", changeKey: "2" };
  const { state, problems } = applyOps(stored.state, [touch]);
  expect(problems).toEqual([]);
  expect(state.documents.has("top")).toBe(false);
  expect(state.documents.get("moved")).toEqual({ ...documentOf("top"), id: "moved", containerId: "a", title: "Moved", changeKey: "2" });
});

test("deleting a container takes everything below it", () => {
  const { state } = applyOps(stored.state, [{ op: "deleteContainer", containerId: "a", reason: "access_lost" }]);
  expect(idsIn(state)).toEqual(["top"]);
  expect(state.containers.size).toBe(0);
});

test.for<[string, SyncOp[]]>([
  ["unchanged for new, which is not stored", [{ op: "unchanged", id: "new" }]],
  ["touch of new, which is not stored", [{ op: "touch", id: "new" }]],
  ["top is shown twice", [upsertOp("top"), { op: "unchanged", id: "top" }]],
  ["container x before its parent y", [containerOp("x", "y")]],
  ["new is in the container x, which was not shown", [upsertOp("new", "x")]],
  [
    "everything listed, although a could not be read",
    [
      containerOp("a"),
      { op: "error", error: { scope: "container", ref: "a", code: "forbidden", message: "No.", retryable: false } },
      { op: "done", listed: "everything", incompleteContainers: ["a/b"] },
    ],
  ],
  [
    "unchanged after done",
    [
      { op: "done", listed: "changes" },
      { op: "unchanged", id: "top" },
    ],
  ],
])("%s is a problem", ([problem, ops]) => {
  expect(applyOps(stored.state, ops).problems).toEqual([problem]);
});

test("only a complete inventory removes what it did not list", () => {
  const item = { op: "item", id: "top" } as const;
  expect(idsIn(applyInventory(stored.state, [item, { op: "end", complete: false }]))).toEqual(["top", "in-a", "in-b"]);
  expect(idsIn(applyInventory(stored.state, [item, { op: "end", complete: true }]))).toEqual(["top"]);
  expect(idsIn(applyInventory(stored.state, [item, { op: "end", complete: true, incompleteContainers: ["a/b"] }]))).toEqual([
    "top",
    "in-b",
  ]);
});
