import { SmartyError } from "@smartypants/sdk";
import { expect, test } from "vitest";
import { createLogger, type LoggerOptions } from "./pino-logger.ts";

function logTo(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", ...options, destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? "{}") };
}

test("secrets are left out, whatever their depth and spelling", () => {
  const { logger, lines, last } = logTo();
  const secrets = { password: "hush-1", Authorization: "hush-2", "set-cookie": ["hush-3"], Cookie: "hush-4", accessToken: "hush-5" };
  const more = {
    client_secret: "hush-6",
    "x-api-key": "hush-7",
    key: "hush-8",
    credential: { user: "ada", pass: "hush-9" },
    token: 123456,
  };
  logger.info({ ...secrets, request: { headers: { ...secrets, more: [{ deep: { ...more } }] } } }, "asked");
  logger.child({ token: "hush-10", at: "child" }).warn({ ...more }, "asked by a child");
  expect(lines.join("")).not.toContain("hush");
  expect(lines.join("")).not.toContain("123456");
  expect(last()).toMatchObject({ at: "child", token: "[redacted]", key: "[redacted]", level: "warn", msg: "asked by a child" });
});

test("what only sounds like a secret stays", () => {
  const { logger, last } = logTo();
  const fields = { tokens: 12, hasPassword: true, keys: 3, changeKey: "v1", tokenCount: 4, password: null, sourceId: "s1" };
  logger.info(fields, "counted");
  expect(last()).toMatchObject(fields);
});

test("secrets inside text are left out: in messages, in errors and their causes, in URLs", () => {
  const { logger, lines } = logTo();
  const cause = new Error("401 for Bearer hush1234567 at https://ada:hush-url@example.org/x");
  logger.error(
    { err: new SmartyError("auth", "Reconnect.", { cause }), url: new URL("https://ada:hush@example.org/") },
    "sk-hush123456 failed",
  );
  expect(lines[0]).not.toContain("hush");
  expect(lines[0]).toContain("401 for Bearer [redacted] at https://ada:[redacted]@example.org/x");
  expect(lines[0]).toContain("sk-[redacted] failed");
});

test("addresses that events are sent to, handles and tokens of sources are no use to who reads a log", () => {
  const { logger, lines } = logTo();
  logger.warn(
    { path: "/api/v1/hooks/sources/01a1ff75-1481/fy0tHfbfwbEX79vuXy" },
    "spc_AbCdEfGhIj ya29.AbCdEfGhIj xoxe.xoxp-1-AbCdEfGhIj GOCSPX-AbCdEfGhIj",
  );
  expect(lines.join("")).not.toMatch(/fy0tHfbfwbEX79vuXy|AbCdEfGhIj/);
  expect(lines.join("")).toContain("/hooks/sources/01a1ff75-1481/[redacted]");
});

test("an error is logged with its code, stack and causes, and no more of its properties", () => {
  const { logger, last } = logTo();
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED", request: { headers: { "x-odd": "hush" } } });
  logger.error({ err: new SmartyError("network", "Try again.", { cause }) }, "failed");
  const expected = { type: "SmartyError", code: "network", message: "Try again.", cause: { message: "refused", code: "ECONNREFUSED" } };
  expect(last().err).toMatchObject(expected);
  expect(JSON.stringify(last())).toContain("pino-logger.test.ts");
  expect(JSON.stringify(last())).not.toContain("hush");
});

// A message may hold a document's title; a forged line must not look like ours.
test("an entry is one line, whatever is in it", () => {
  for (const pretty of [false, true]) {
    const { logger, lines } = logTo({ pretty });
    logger.info({ title: "a\r\nb\u001b[2J", "na\nme": 1 }, "one\r\n12:00:00 ERROR two\u0007\u009b2J\u2028");
    expect(lines.length).toBe(1);
    expect(lines[0]).toMatch(pretty ? /^[^\p{Cc}\u2028]+\n$/u : /^[^\r\n]+\n$/);
    expect(lines[0]).toContain("one\\r\\n12:00:00 ERROR two");
  }
});

test("people read the time, the level, the message, values and the stack", () => {
  const { logger, lines } = logTo({ pretty: true });
  logger.warn({ count: 3, name: "wiki", list: [1, 2], err: new Error("outer", { cause: new Error("inner") }) }, "slow");
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d WARN {2}slow count=3 name=wiki list=\[1,2\]\n {4}Error: outer\n {4}at .*/);
  expect(lines[0]).toContain("\n    caused by\n    Error: inner\n");
});

test("values that JSON cannot hold, circles and huge ones do no harm", () => {
  const { logger, last } = logTo();
  const circle: Record<string, unknown> = { id: 1 };
  circle.self = circle;
  const odd = {
    circle,
    big: 2n,
    call: () => 1,
    bytes: new Uint8Array(5),
    map: new Map([["token", "hush"]]),
    long: "x".repeat(100_000),
    nan: new Date(Number.NaN),
  };
  logger.info(odd, "odd");
  expect(last()).toMatchObject({ big: "2", bytes: "[5 bytes]", call: "[function]", map: { token: "[redacted]" }, nan: "[no date]" });
  expect(JSON.stringify(last()).length).toBeLessThan(10_000);
});

test("lines below the level are not written", () => {
  const { logger, lines } = logTo({ level: "warn" });
  logger.debug({}, "no");
  logger.info({}, "no");
  logger.warn({}, "yes");
  logger.child({}).error({}, "yes");
  expect(lines.length).toBe(2);
});
