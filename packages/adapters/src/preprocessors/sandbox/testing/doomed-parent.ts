// A process that reads a document that never ends, and tells which process it has for it.
import { createSandboxRunner } from "../create-sandbox-runner.ts";

const runner = createSandboxRunner({ entryUrl: new URL("./misbehaving-entry.ts", import.meta.url).href });
const document = { bytes: new Uint8Array([32]), mimeType: "text/plain", filename: "a.txt", signal: new AbortController().signal };
const { blocks } = await runner.run("pid", document);
// Once the next one is on its way.
setImmediate(() => process.send?.(blocks[0]?.text));
await runner.run("hang", document);
