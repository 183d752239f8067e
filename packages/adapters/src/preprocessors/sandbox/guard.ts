// Loaded before anything else in the reader's process: file access is closed by Node's permission model, which leaves the network and SQLite open.
import { builtinModules, syncBuiltinESMExports } from "node:module";
import { Worker } from "node:worker_threads";
import { WATCHDOG } from "./watchdog.ts";

/**
 * Whatever speaks to the network, by public name or as the part below it; SQLite, which opens any file whatever the permissions say; and what
 * would look into this process or start others.
 */
const REFUSED_MODULES = /^_?(?:net|tls|dgram|dns|https?|http2|quic|inspector|node:sqlite|sqlite|wasi|cluster|repl|trace_events)(?:$|[/_])/;
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

const CONNECTING = ["connect", "listen", "bind", "send", "open"];

// The only thread this process may have.
const maxMegabytes = Number(process.argv[2]);
new Worker(WATCHDOG, {
  eval: true,
  env: {},
  execArgv: [],
  workerData: { maxBytes: Number.isNaN(maxMegabytes) ? Number.POSITIVE_INFINITY : maxMegabytes * 1024 * 1024 },
  resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
}).unref();
forbidThreads();

// All of them are loaded and looked at before the first is closed: they are built upon each other.
const forbidden = builtinModules.filter((name) => REFUSED_MODULES.test(name)).flatMap(membersOf);
for (const { owner, name, member } of forbidden) {
  const methods: unknown = member.prototype;
  // An instance may be reached where its class is not.
  for (const method of CONNECTING) if (isObject(methods) && Object.hasOwn(methods, method)) refuse(methods, method);
  refuse(owner, name);
}
syncBuiltinESMExports();
for (const name of NETWORK_GLOBALS) refuse(globalThis, name);
for (const name of PROCESS_MEMBERS) refuse(process, name);

/** Gives the permission to start threads back; where Node cannot do that yet, the way to it is closed. */
function forbidThreads(): void {
  const drop: unknown = Reflect.get(process.permission, "drop");
  if (typeof drop === "function") Reflect.apply(drop, process.permission, ["worker"]);
  else refuse(process.getBuiltinModule("node:worker_threads"), "Worker");
}

interface Member {
  readonly owner: object;
  readonly name: string;
  readonly member: { readonly prototype?: unknown };
}

/** Functions and classes that a built-in module gives away. */
function membersOf(moduleName: string): Member[] {
  const owner = process.getBuiltinModule(moduleName);
  if (owner === undefined) return [];
  return Object.entries(owner).flatMap(([name, member]: [string, unknown]) =>
    typeof member === "function" ? [{ owner, name, member }] : [],
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

// A function, not an arrow: it stands for classes too and must be constructible to throw its own error.
function refuse(members: object, name: string): void {
  // Some go by several names.
  if (Object.getOwnPropertyDescriptor(members, name)?.configurable === false) return;
  const refused = function refused(): never {
    throw new Error(`${name} is not available while a document is read`);
  };
  Object.defineProperty(members, name, { value: refused, writable: false, configurable: false, enumerable: true });
}
