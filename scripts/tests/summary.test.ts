import { expect, test } from "vitest";
import { parseSkips, sortSkips } from "./skips.mjs";
import { summarize } from "./summary.mjs";

function file(name: string, statuses: string[], status = "passed") {
  const assertionResults = statuses.map((state, index) => ({ fullName: ` suite test ${index}`, status: state }));
  return { name: `/repo/${name}`, status, message: status === "failed" ? "Cannot find module\n  at x" : "", assertionResults };
}

const run = { code: 0, root: "/repo" };

test("tests are counted, not files, and skipped ones are named with their file", () => {
  const report = { testResults: [file("a.test.ts", ["passed", "passed", "skipped"]), file("b.test.ts", ["failed", "todo"], "failed")] };
  expect(summarize(report, { ...run, code: 1 })).toEqual({
    passed: 2,
    failed: 1,
    skipped: [
      { file: "a.test.ts", name: "suite test 2" },
      { file: "b.test.ts", name: "suite test 1" },
    ],
    problems: [],
  });
});

test("a file that does not load counts as a failure", () => {
  const report = { testResults: [file("a.test.ts", ["passed"]), file("b.test.ts", [], "failed")] };
  expect(summarize(report, { ...run, code: 1 })).toMatchObject({
    passed: 1,
    failed: 1,
    problems: ["failed outside its tests: b.test.ts Cannot find module"],
  });
});

test("an exit code that no failed test explains is a failure", () => {
  expect(summarize({ testResults: [file("a.test.ts", ["passed"])] }, { ...run, code: 1 })).toMatchObject({ passed: 1, failed: 1 });
});

test.each([[undefined], [{ testResults: [] }], [{ testResults: [file("a.test.ts", ["skipped"])] }]])(
  "a run without a test that ran is a failure",
  (report) => {
    expect(summarize(report, run)).toMatchObject({ passed: 0, failed: 1, problems: ["no test ran"] });
  },
);

test("a skip is listed by its name, by its file, or by a pattern; the reason is kept", () => {
  const list = parseSkips("# comment\n\nsuite one # needs a thing\npg.test.ts > * # no Postgres here\n*Qdrant (a|b)? # no Qdrant\n");
  const skipped = [
    { file: "a.test.ts", name: "suite one" },
    { file: "pg.test.ts", name: "anything" },
    { file: "a.test.ts", name: "suite Qdrant (a|b)?" },
    { file: "a.test.ts", name: "suite one more" },
  ];
  const { listed, unlisted } = sortSkips(skipped, list);
  expect(listed.map(({ reason }) => reason)).toEqual(["needs a thing", "no Postgres here", "no Qdrant"]);
  expect(unlisted).toEqual(["a.test.ts > suite one more"]);
});

test("a listed skip without a reason is an error", () => {
  expect(() => parseSkips("suite one\n")).toThrow(/gives no reason/);
});
