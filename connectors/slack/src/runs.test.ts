import { expect, test } from "vitest";
import { fileUrl, readItemId, resolveSlackUrl } from "./links.ts";
import { createRunCollector, MAX_RUN, slices, toRuns } from "./runs.ts";
import { compareTs, dayStart, packTs, tsOfMicros, tsOfMs, unpackTs } from "./timestamps.ts";

const at = (seconds: number) => tsOfMs(Date.UTC(2026, 2, 12, 9) + seconds * 1000);
const row = (seconds: number) => ({ ts: at(seconds), user: "U1", text: "x" });
const seconds = (runs: readonly (readonly { readonly ts: string }[])[]) =>
  runs.map((run) => run.map(({ ts }) => (Number(ts) * 1000 - Date.UTC(2026, 2, 12, 9)) / 1000));

test("messages a few minutes apart are one run; a longer pause and midnight part them", () => {
  expect(seconds(toRuns([row(900), row(0), row(300), row(601)]))).toEqual([
    [0, 300],
    [601, 900],
  ]);
  const midnight = 15 * 3600;
  expect(toRuns([row(midnight - 1), row(midnight)]).length).toBe(2);
});

test("a long run is cut from its beginning", () => {
  const run = Array.from({ length: 2 * MAX_RUN + 1 }, (_, index) => row(index));
  expect(slices(run).map((part) => part.length)).toEqual([MAX_RUN, MAX_RUN, 1]);
});

// Whichever way pages are cut and ordered, the runs must be those of the whole.
test.each(["newest first", "oldest first"])("pages, %s, give the runs of the whole, each once it is complete", (order) => {
  const rows = Array.from({ length: 60 }, (_, index) => row(index * 97 + (index % 7 === 0 ? 400 : 0)));
  const sorted = order === "newest first" ? rows.toReversed() : rows;
  for (const size of [1, 2, 7, 59]) {
    const collector = createRunCollector();
    const runs: (readonly { readonly ts: string }[])[] = [];
    for (let from = 0; from < sorted.length; from += size) {
      const page = sorted.slice(from, from + size);
      runs.push(...collector.add(page, page));
    }
    runs.push(...collector.rest());
    const asTexts = (all: readonly (readonly { readonly ts: string }[])[]) => new Set(all.map((run) => run.map(({ ts }) => ts).join(" ")));
    expect(asTexts(runs)).toEqual(asTexts(toRuns(rows)));
    expect(runs.length).toBe(toRuns(rows).length);
  }
});

test("times are packed without losing a digit", () => {
  const all = ["1777530605.956742", "1777530605.956743", "0000000001.000001", "1773301199.998369"];
  expect(unpackTs(packTs(all))).toEqual(["1.000001", "1773301199.998369", "1777530605.956742", "1777530605.956743"]);
  expect(unpackTs("")).toEqual([]);
  expect(tsOfMicros(1_777_530_605_956_742)).toBe("1777530605.956742");
  expect(compareTs("999999999.000001", "1000000000.000000")).toBeLessThan(0);
  expect(dayStart(Date.UTC(2026, 2, 12, 9, 30))).toBe(tsOfMs(Date.UTC(2026, 2, 12)));
});

test("links of Slack mean documents, and no others do", () => {
  expect(resolveSlackUrl("https://acme.slack.com/archives/C1/p1777530605956742")).toEqual([{ id: "C1/1777530605.956742" }]);
  expect(resolveSlackUrl("https://acme.slack.com/archives/C1/p1777530605956742?thread_ts=1777530600.000000&cid=C1")).toEqual([
    { id: "C1/1777530600.000000" },
    { id: "C1/1777530605.956742" },
  ]);
  expect(resolveSlackUrl("https://acme.slack.com/files/U1/F1/plan.pdf?origin_team=T1&origin_channel=C1")).toEqual([{ id: "C1/F1" }]);
  expect(resolveSlackUrl("https://acme.slack.com/files/U1/F1/plan.pdf")).toEqual([]);
  for (const other of ["https://acme.slack.com/archives/C1", "https://example.org/", "javascript:alert(1)", "C1/1777530605.956742"])
    expect(resolveSlackUrl(other), other).toBeNull();
});

test("ids that are none of ours name nothing", () => {
  expect(readItemId("C1/~1777530605.956742")).toEqual({ channelId: "C1", ts: "1777530605.956742", isNeighbour: true });
  expect(readItemId("C1/F1")).toEqual({ channelId: "C1", fileId: "F1", isNeighbour: false });
  for (const id of ["", "C1", "C1/", "C1/17775.30605", "../x", "C1/~F1", "c1/1777530605.956742"]) expect(readItemId(id), id).toBeNull();
});

test("a file's link is one of the web, or ours", () => {
  const channel = { workspaceUrl: "https://acme.slack.com/", id: "C1" };
  const link = (permalink?: string) => fileUrl(channel, { id: "F1", user: "U1", ...(permalink !== undefined && { permalink }) });
  expect(link("https://acme.slack.com/files/U1/F1/a.pdf")).toBe("https://acme.slack.com/files/U1/F1/a.pdf?origin_channel=C1");
  for (const odd of ["javascript:alert(1)", "nonsense", undefined])
    expect(link(odd)).toBe("https://acme.slack.com/files/U1/F1/?origin_channel=C1");
});
