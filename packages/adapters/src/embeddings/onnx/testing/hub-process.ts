// A model hub on this machine for tests of the whole product. usage: hub-process.ts <port> <repository> <dimensions> <other files, by commas>
// Each line on standard input is what the next answer to a file is like.
import { createInterface } from "node:readline";
import { type HubStub, startHubStub } from "./hub-stub.ts";
import { tinyModelFiles } from "./tiny-model.ts";

const [, , port = "0", repository = "", dimensions = "8", others = ""] = process.argv;
const more = others.split(",").filter((name) => name !== "");
const files = new Map([...tinyModelFiles(Number(dimensions)), ...more.map((name) => [name, Buffer.from("{}")] as const)]);
const hub = await startHubStub(repository, files, Number(port));
createInterface({ input: process.stdin }).on("line", (line) => hub.script.push(line as HubStub["script"][number]));
process.stdout.write(`${hub.url}\n`);
