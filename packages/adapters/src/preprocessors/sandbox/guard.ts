// Loaded before anything else in the reader's process: file access is closed by Node's permission model, which leaves the network open.
import { syncBuiltinESMExports } from "node:module";

const NETWORK_MODULES = ["net", "tls", "dgram", "dns", "dns/promises", "http", "https", "http2", "inspector"];
const NETWORK_GLOBALS = ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"];
// With these a taken-over reader could stop or examine other processes of the same user.
const PROCESS_MEMBERS = [
  "kill",
  "_kill",
  "_debugProcess",
  "_debugEnd",
  "_startProfilerIdleNotifier",
  "binding",
  "_linkedBinding",
  "dlopen",
];

for (const name of NETWORK_MODULES) {
  const members = process.getBuiltinModule(name);
  if (members !== undefined) refuseAll(members);
}
syncBuiltinESMExports();
for (const name of NETWORK_GLOBALS) refuse(globalThis, name);
for (const name of PROCESS_MEMBERS) refuse(process, name);

function refuseAll(members: object): void {
  for (const [name, member] of Object.entries(members)) if (typeof member === "function") refuse(members, name);
}

// A function, not an arrow: it stands for classes too and must be constructible to throw its own error.
function refuse(members: object, name: string): void {
  const refused = function refused(): never {
    throw new Error(`${name} is not available while a document is read`);
  };
  Object.defineProperty(members, name, { value: refused, writable: false, configurable: false, enumerable: true });
}
