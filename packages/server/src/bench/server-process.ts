import { SmartyError } from "@smartypants/sdk";
import { readConfig } from "../config.ts";
import { startServer } from "../start-server.ts";

const [, , environment] = process.argv;
if (environment === undefined) throw new SmartyError("config", "This process is started by the benches, with settings as JSON.");
const { config } = readConfig(JSON.parse(environment) as Record<string, string>);
const server = await startServer({ config, print: () => {} });
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.stdout.write(`READY ${server.url}\n`);
