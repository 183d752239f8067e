// Reads vitest's JSON report. Whatever makes vitest fail without failing a test (a file that does not load, an error outside a test) is counted
// as a failure of its own, so that the figures can never look better than the exit code.
import path from "node:path";

function nameOf(root, file, test) {
  return { file: path.relative(root, file).replaceAll("\\", "/"), name: test.fullName.trim() };
}

/**
 * @param {{ testResults: { name: string, status: string, message: string, assertionResults: { fullName: string, status: string }[] }[] } | undefined} report
 * @param {{ code: number, root: string }} run the exit code of vitest, and what file names are relative to
 * @returns {{ passed: number, failed: number, skipped: { file: string, name: string }[], problems: string[] }}
 */
export function summarize(report, { code, root }) {
  const files = report?.testResults ?? [];
  const problems = [];
  const skipped = [];
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    const failures = file.assertionResults.filter((test) => test.status === "failed").length;
    passed += file.assertionResults.filter((test) => test.status === "passed").length;
    failed += failures;
    const rest = file.assertionResults.filter((test) => test.status !== "failed" && test.status !== "passed");
    skipped.push(...rest.map((test) => nameOf(root, file.name, test)));
    if (file.status === "failed" && failures === 0) {
      failed += 1;
      problems.push(`failed outside its tests: ${path.relative(root, file.name)} ${file.message.split("\n")[0]}`.trimEnd());
    }
  }
  if (passed + failed === 0) {
    failed = 1;
    problems.push("no test ran");
  } else if (code !== 0 && failed === 0) {
    failed = 1;
    problems.push(`vitest ended with exit code ${code} although no test failed; see its output above`);
  }
  return { passed, failed, skipped, problems };
}
