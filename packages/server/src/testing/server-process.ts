// Started by start-server.test.ts as a process of its own, never imported.
import { readConfig } from "../config.ts";
import { startServer } from "../start-server.ts";

const [environment = "{}"] = process.argv.slice(2);
const { config, warnings } = readConfig(JSON.parse(environment));
const server = await startServer({ config, warnings, print: (line) => process.stdout.write(`${line}\n`) });

process.once("SIGTERM", () => {
  server.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
