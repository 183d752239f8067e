import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { parseExpiry, parseScopes } from "./commands/api-key.ts";
import { parseLimit } from "./commands/search.ts";
import { bashScript, describeCommands, fishScript, zshScript } from "./completion-scripts.ts";
import type { CliContext } from "./context.ts";
import { createProgram } from "./program.ts";
import { runCli } from "./run-cli.ts";

function fakeContext(environment: Readonly<Record<string, string>> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const context: CliContext = {
    terminal: {
      isTty: false,
      isErrorTty: false,
      columns: 80,
      hasColor: false,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
    },
    cwd: "/nowhere/at/all",
    version: "1.2.3",
    evaluationFolder: undefined,
    signal: new AbortController().signal,
    readConfig: (flags) => readConfig(environment, flags),
    readStdin: async () => "",
    setExitCode: () => {},
  };
  return { context, out: () => out.join(""), err: () => err.join("") };
}

const words = describeCommands(createProgram(fakeContext().context));

// Guards against a command that only its author knows.
test("the guide names every command, option and exit code", () => {
  const guide = readFileSync(new URL("../../../../docs/guides/command-line.md", import.meta.url), "utf8");
  const commands = words.filter((each) => each.path !== "" && each.subcommands.length === 0);
  expect(commands.length).toBeGreaterThan(15);
  const missing = [
    ...commands.filter(({ path }) => !guide.includes(`\`${path}`)).map(({ path }) => path),
    ...words.flatMap(({ path, options }) => options.filter(({ flag }) => !guide.includes(flag)).map(({ flag }) => `${path} ${flag}`)),
    ...[0, 1, 2, 3, 4, 130].filter((code) => !guide.includes(`| ${code} |`)).map((code) => `exit code ${code}`),
  ];
  expect(missing).toEqual([]);
});

test("the guide names no command or option that is not there", () => {
  const guide = readFileSync(new URL("../../../../docs/guides/command-line.md", import.meta.url), "utf8");
  const flags = new Set([...words.flatMap((each) => each.options.map((option) => option.flag)), "--help"]);
  const named = [...guide.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
  expect([...new Set(named)].filter((flag) => !flags.has(flag))).toEqual([]);
});

test("every command and option says what it is for", () => {
  const silent = (command: Command): string[] => [
    ...(command.description() === "" ? [command.name()] : []),
    ...command.options.filter((option) => option.description === "").map((option) => `${command.name()} ${option.flags}`),
    ...command.registeredArguments
      .filter((argument) => argument.description === "")
      .map((argument) => `${command.name()} <${argument.name()}>`),
    ...command.commands.flatMap(silent),
  ];
  expect(silent(createProgram(fakeContext().context))).toEqual([]);
});

test("completion knows every command and option, in every shell", () => {
  for (const script of [bashScript(words), zshScript(words), fishScript(words)]) {
    expect(script).toContain("confirm-removal");
    expect(script).toContain("password-stdin");
    expect(script).toContain("api-key");
  }
  expect(bashScript(words)).toContain('"user create") words="--name --role --password-stdin --version --data-dir --as --json --log-level"');
});

test.each([
  [["nonsense"], "unknown command"],
  [["search"], "missing required argument"],
  [["search", "x", "--limit", "51"], "from 1 to 50"],
  [["search", "x", "--colour"], "unknown option"],
  [["user", "create", "a@example.org", "--role", "king"], "Allowed choices"],
  [["api-key", "create", "--expires", "soon"], "30d"],
  [["api-key", "create", "--scopes", "all,everything"], 'no scope "everything"'],
  [["completion", "tcsh"], "Allowed choices"],
  [["--log-level", "loud", "sources"], "Allowed choices"],
])("a wrong command line ends with 2: %j", async (args, said) => {
  const { context, err, out } = fakeContext();
  expect(await runCli(args, context)).toBe(2);
  expect(err()).toContain(said);
  expect(out()).toBe("");
});

test("help and version are no failures", async () => {
  const { context, out } = fakeContext();
  expect(await runCli(["--version"], context)).toBe(0);
  expect(await runCli(["ask", "--help"], context)).toBe(0);
  expect(out()).toMatch(/^1\.2\.3\n[^]*--folder/);
});

test("a failure is one sentence that says what to do, and its trace only on request", async () => {
  const quiet = fakeContext();
  expect(await runCli(["ask", "why", "--folder", "docs"], quiet.context)).toBe(1);
  expect(quiet.err()).toBe("There is no folder /nowhere/at/all/docs.\n");
  const loud = fakeContext();
  expect(await runCli(["ask", "why", "--folder", "docs", "--log-level", "debug"], loud.context)).toBe(1);
  expect(loud.err()).toMatch(/at folderPath/);
});

test("a wrong setting names itself", async () => {
  const { context, err } = fakeContext({ SMARTY_PORT: "seven" });
  expect(await runCli(["config", "explain"], context)).toBe(1);
  expect(err()).toMatch(/^SMARTY_PORT: /);
});

test("config explain tells the value in use and its origin, and never a secret", async () => {
  const { context, out } = fakeContext({
    SMARTY_ADMIN_EMAIL: "ada@example.org",
    SMARTY_ADMIN_PASSWORD: "four unrelated green words",
    SMARTY_PROT: "1",
  });
  expect(await runCli(["config", "explain", "--json", "--data-dir", "d"], context)).toBe(0);
  const { settings, warnings } = JSON.parse(out()) as { settings: { name: string; value: unknown; from: string }[]; warnings: string[] };
  const of = (name: string) => settings.find((each) => each.name === name);
  expect(of("dataDir")).toMatchObject({ value: "/nowhere/at/all/d", from: "flag" });
  expect(of("adminEmail")).toMatchObject({ value: "ada@example.org", from: "environment" });
  expect(of("port")).toMatchObject({ value: 3210, from: "default" });
  expect(out()).not.toContain("green words");
  expect(warnings).toEqual([expect.stringContaining("SMARTY_PROT")]);
});

test("limits, scopes and times as they are written", () => {
  expect([parseLimit("1"), parseLimit("50")]).toEqual([1, 50]);
  expect(() => parseLimit("2.5")).toThrow("whole number");
  expect(parseScopes("search, ask")).toEqual(["search", "ask"]);
  expect(parseExpiry("2030-01-31")).toBe(Date.UTC(2030, 0, 31));
  expect(() => parseExpiry("7")).toThrow("30d");
});
