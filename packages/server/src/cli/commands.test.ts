import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dataPaths } from "../compose.ts";
import { readConfig } from "../config.ts";
import { runCli } from "./run-cli.ts";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-commands-"));
  dataDir = join(folder, "data");
  put("docs/leave.md", "# Leave\n\nParents receive **twenty weeks** of leave at full pay.\n\nAsk your manager early.\n");
  put("docs/vpn.html", "<h1>VPN</h1>\n<p>Error TW-214 means\n that the disk is not encrypted.</p>\n");
  put("docs/empty.txt", "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** One command line in this process, which saves the time to start another. What is the process's own is tested in cli.test.ts. */
async function run(args: readonly string[], { input = "" } = {}): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    terminal: {
      isTty: false,
      isErrorTty: false,
      columns: 80,
      hasColor: false,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
    },
    cwd: folder,
    version: "1.2.3",
    evaluationFolder: undefined,
    signal: new AbortController().signal,
    readConfig: (flags) => readConfig({ SMARTY_DATA_DIR: dataDir }, flags),
    readStdin: async () => input.trimEnd(),
  });
  return { code, out: out.join(""), err: err.join("") };
}

function parse({ out }: Ended): Readonly<Record<string, never>> {
  return JSON.parse(out) as Readonly<Record<string, never>>;
}

describe("commands without a server", { timeout: 60_000 }, () => {
  test("evaluate: a set made from a file, its figures, and an exit code by threshold", async () => {
    await run(["add", "docs"]);
    put(
      "leave.csv",
      'question,documents,refusal,phrase\n"How many weeks of leave do parents receive?",leave.md,,twenty weeks\nWho won the giraffe race?,,yes,\n',
    );
    const first = await run(["evaluate", "Leave", "--questions", "leave.csv", "--details", "--min-recall", "1"]);
    expect(first.code, first.err).toBe(0);
    expect(first.out).toMatch(/^ok +1 +yes +\d+ ms +How many weeks/m);
    expect(first.out).toMatch(/^recall@5 +1\.000$/m);
    const json = await run(["evaluate", "leave", "--json", "--extractive"]);
    expect(parse(json)).toMatchObject({ state: "done", total: 2, metrics: { recallAt5: 1, phraseFound: 1 } });
    put("other.json", '["How many weeks of leave do parents receive?"]');
    const unmeasured = await run(["evaluate", "Leave", "--questions", "other.json", "--min-recall", "0.5"]);
    expect([unmeasured.code, unmeasured.err]).toEqual([4, "recall@5 could not be measured: no question of the set is about it.\n"]);
    expect((await run(["evaluate"])).out).toMatch(/^Leave +1 /m);
    expect((await run(["evaluate", "nothing"])).err).toContain('There is no set "nothing".');
    expect((await run(["evaluate", "Leave", "--min-recall", "2"])).code).toBe(2);
  });

  test("add, sources, search, sync: what a folder comes to, for people and as JSON", async () => {
    const added = await run(["add", "docs", "--name", "Handbook", "--everyone"]);
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Handbook: 3 items, 2 indexed, 1 skipped.*\nSkipped:\n +1 {2}.*empty.*\n +empty\.txt\n$/),
    });
    expect(await run(["add", "./docs/"])).toMatchObject({ code: 1, out: "", err: expect.stringContaining('"Handbook"') });
    const listed = parse(await run(["sources", "--json"]));
    expect(listed).toMatchObject({ items: [{ name: "Handbook", access: { mode: "everyone" }, counts: { indexed: 2, skipped: 1 } }] });
    const found = await run(["search", "TW-214", "--limit", "1"]);
    expect(found).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/^1\. VPN {2}1\.000\n {3}docs.vpn\.html:2\n {3}.*\n$|^1\. VPN/),
    });
    expect(await run(["search", "fountain", "--type", "pdf"])).toMatchObject({ code: 3, out: expect.stringContaining("Nothing found.") });
    rmSync(join(folder, "docs", "vpn.html"));
    expect(parse(await run(["sync", "handbook", "--json"]))).toMatchObject({
      runs: [{ state: "succeeded", counts: { deleted: 1, unchanged: 1 } }],
    });
    expect(await run(["sync", "nothing"])).toMatchObject({ code: 1, err: expect.stringContaining("smartypants sources") });
  });

  test("models: added with a piped key, tested, chosen, listed, and what they were asked", async () => {
    const input = "four unrelated green words";
    expect(await run(["user", "create", "ada@example.org", "--role", "admin", "--password-stdin"], { input })).toMatchObject({ code: 0 });
    // Nothing listens there.
    const place = ["--base-url", "http://127.0.0.1:9/v1", "--context-tokens", "8000"];
    const prices = ["--input-price", "0.15", "--output-price", "0.6", "--option", "reasoningEffort=low"];
    const added = await run(["models", "add", "openai-compatible/org/qwen", "--name", "Qwen", ...place, ...prices, "--api-key-stdin"], {
      input: "sk-0123456789-WXYZ",
    });
    expect(added).toMatchObject({ code: 0, out: "Qwen is added and is the default.\n" });
    expect(await run(["models", "add", "openai/gpt-x"])).toMatchObject({ code: 1, err: expect.stringContaining("needs an API key") });
    expect(await run(["models", "add", "ollama/llama3.2", "--default", "--fallback-order", "1"])).toMatchObject({ code: 0 });
    expect(await run(["models", "test", "qwen"])).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/^Qwen: .+\n$/) });
    const listed = await run(["models", "list", "--json"]);
    const fields = { contextTokens: 8000, options: { reasoningEffort: "low" }, inputPrice: 0.15, outputPrice: 0.6 };
    expect(parse(listed)).toMatchObject({
      items: [
        { name: "Qwen", model: "org/qwen", default: false, ...fields },
        { name: "ollama/llama3.2", default: true, fallbackOrder: 1 },
      ],
    });
    expect(listed.out).not.toContain("sk-0123456789");
    expect(await run(["models", "remove", "OLLAMA/llama3.2"])).toMatchObject({ code: 0 });
    expect((await run(["models", "list"])).out).toMatch(/Qwen +openai-compatible\/org\/qwen +chat +default/);
    expect((await run(["usage", "--by", "model"])).out).toMatch(/openai-compatible\/org\/qwen +1 +0 +0 +0\.0000\ntotal/);
    expect(await run(["models", "add", "gpt-4"]), "no provider is named").toMatchObject({ code: 2 });
  });

  test("people: the first one, one who may read, one who may not, keys, a forgotten password", async () => {
    expect(await run(["user", "create", "ada@example.org"])).toMatchObject({ code: 1, err: expect.stringContaining("--role admin") });
    const ada = await run(["user", "create", "ada@example.org", "--role", "admin", "--password-stdin"], {
      input: "four unrelated green words\n",
    });
    expect(ada).toMatchObject({ code: 0, out: "ada@example.org can now sign in as admin.\n" });
    const grace = await run(["user", "create", "Grace@Example.org", "--name", "Grace", "--json"]);
    expect(parse(grace)).toMatchObject({
      email: "grace@example.org",
      role: "member",
      passwordLink: { url: expect.stringContaining("/join#") },
    });
    await run(["add", "docs"]);
    expect((await run(["search", "leave", "--as", "ada@example.org"])).out).toContain("Leave");
    expect(await run(["search", "leave", "--as", "grace@example.org"])).toMatchObject({ code: 3 });
    expect(await run(["search", "leave", "--as", "eve@example.org"])).toMatchObject({
      code: 1,
      err: "Nobody here has the address eve@example.org.\n",
    });
    const key = await run(["api-key", "create", "wiki", "--scopes", "search", "--expires", "30d"]);
    expect(key).toMatchObject({ code: 0, out: expect.stringMatching(/^sp_[\w-]+\n$/) });
    expect(await run(["sign-in", "list"])).toMatchObject({ code: 0, out: "Passwords are on.\n" });
    expect(await run(["sign-in", "passwords", "off"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("No administrator could sign in"),
    });
    expect(await run(["sign-in", "passwords", "on", "--json"])).toMatchObject({
      code: 0,
      out: expect.stringContaining('"passwords": true'),
    });
    expect(await run(["sign-in", "test", "missing"])).toMatchObject({ code: 1, err: expect.stringContaining("no such provider") });
    const reset = await run(["reset-password", "grace@example.org", "--password-stdin"], { input: "seven brown chairs outside" });
    expect(reset).toMatchObject({ code: 0, out: expect.stringContaining("is changed") });
    expect((await run(["user", "list"])).out).toMatch(/^e-mail +name .*\nada@example\.org .*admin.*\ngrace@example\.org .*member.*\n$/);
  });

  test("nothing is made where somebody only looks", async () => {
    for (const args of [["search", "x"], ["sources"], ["doctor"], ["sync"], ["backup", "b.tar.gz"]]) {
      expect(await run(args), args.join(" ")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("no SmartyPants in") });
    }
    expect(readdirSync(folder)).toEqual(["docs"]);
  });

  // Guards against two commands at once: the second waits for its turn.
  test("commands that come at the same time all have their turn", async () => {
    await run(["add", "docs"]);
    const all = await Promise.all([run(["search", "leave"]), run(["search", "vpn"]), run(["sources"])]);
    expect(all.map((each) => each.code)).toEqual([0, 0, 0]);
  });

  test("doctor finds an index that has lost its passages, and --fix builds it again", async () => {
    await run(["add", "docs"]);
    expect(await run(["doctor"])).toMatchObject({ code: 0, out: expect.stringMatching(/All is well\.\n$|needs a look\.\n$/) });
    const connection = new DatabaseSync(dataPaths(dataDir).database);
    connection.exec("delete from lexical_chunk where chunk_id in (select min(chunk_id) from lexical_chunk)");
    connection.close();
    const broken = await run(["doctor"]);
    expect(broken).toMatchObject({ code: 4, out: expect.stringContaining("1 passage is missing.") });
    expect(await run(["doctor", "--fix"])).toMatchObject({ code: 0 });
    expect(await run(["search", "leave"])).toMatchObject({ code: 0 });
  });

  test.skipIf(process.platform === "win32")("doctor --fix closes a key that others could read", async () => {
    await run(["add", "docs"]);
    chmodSync(dataPaths(dataDir).key, 0o644);
    expect(await run(["sources"])).toMatchObject({ code: 1, err: expect.stringContaining("chmod 600") });
    expect(await run(["doctor", "--fix"])).toMatchObject({ code: 0 });
    expect(statSync(dataPaths(dataDir).key).mode & 0o777).toBe(0o600);
  });

  test("backup and restore, from the command line", async () => {
    await run(["add", "docs"]);
    expect(await run(["backup", "b.tar.gz"])).toMatchObject({ code: 0, out: expect.stringContaining(join(folder, "b.tar.gz")) });
    expect(await run(["restore", "b.tar.gz"])).toMatchObject({ code: 1, err: expect.stringContaining("--force") });
    expect(await run(["restore", "b.tar.gz", "--data-dir", "other"])).toMatchObject({ code: 0 });
    expect(await run(["search", "leave", "--data-dir", "other"])).toMatchObject({ code: 0, out: expect.stringContaining("leave.md:") });
  });

  test("the demo answers its questions and ends", async () => {
    const shown = await run(["demo", "--no-serve", "--data-dir", "demo"]);
    expect(shown).toMatchObject({ code: 0, err: expect.stringContaining("owner@localhost") });
    expect(shown.out.match(/^\[1\] /gm)).toHaveLength(3);
    expect(shown.out).toContain("20 weeks of leave at full base pay");
  });
});
