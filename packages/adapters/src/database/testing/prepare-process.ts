import { isSmartyError } from "@smartypants/sdk";
import { prepareSqliteFile } from "../sqlite/prepare.ts";

// Started by tests several times at once, to see that one process migrates and the others wait.
try {
  const { snapshot } = await prepareSqliteFile(process.argv[2] ?? "");
  process.stdout.write(JSON.stringify({ snapshot }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: isSmartyError(error) ? error.code : String(error) }));
}
