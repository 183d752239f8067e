import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer } from "../testing/open-test-server.ts";
import { readEvents } from "../testing/read-events.ts";

let server: TestServer;
let ada: TestPerson;
let grace: TestPerson;

interface SearchBody {
  readonly hits: readonly { readonly document: { readonly title: string } }[];
  readonly reading: {
    readonly time: { readonly text: string; readonly use: string } | null;
    readonly acronyms: readonly { readonly short: string; readonly long: string }[];
  };
}

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.person("ada");
  grace = await server.person("grace");
  const open = await server.folderSource({
    "targets.md": "# Targets\n\nThe tidal overflow margin is five centimetres, and was decided in spring.",
    "canteen.md": "# Canteen\n\nSoup is served at noon.",
  });
  const secret = await server.folderSource(
    { "words.md": "# Words\n\nWe say Tidal Overflow Margin (TOM) for it." },
    { mode: "restricted", allow: [`user:${ada.email}`] },
  );
  await server.sync(open.id);
  await server.sync(secret.id);
});
afterAll(() => server.close());

async function search(who: TestPerson, query: string, more: object = {}): Promise<SearchBody> {
  const { body, status, text } = await server.call<SearchBody>(who, "POST /api/v1/search", { json: { query, ...more } });
  expect(status, text).toBe(200);
  return body;
}

const titles = ({ hits }: SearchBody): readonly string[] => hits.map(({ document }) => document.title);

describe("an acronym", () => {
  test("is searched for as the words that it stands for, by who may read what says so", async () => {
    const found = await search(ada, "What is our TOM?");
    expect(found.reading.acronyms).toEqual([{ short: "TOM", long: "Tidal Overflow Margin" }]);
    expect(titles(found).slice(0, 2).toSorted()).toEqual(["Targets", "Words"]);
  });

  // Else the words of a document would be told to who may not read it.
  test("learned from a document says nothing to whoever cannot read that document", async () => {
    const found = await search(grace, "What is our TOM?");
    expect(found.reading.acronyms).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("Overflow Margin (TOM)");
  });

  test("stays a word where only the words are asked for", async () => {
    expect((await search(ada, "What is our TOM?", { literal: true })).reading).toEqual({ time: null, acronyms: [] });
  });

  test("of an answer is a further pass that is shown, and kept without the document's words", async () => {
    const open = await server.open(ada, "POST /api/v1/answers", { json: { question: "How large is the TOM?", stream: true } });
    const events = await readEvents(open);
    expect(events.filter(({ event }) => event === "phase").map(({ data }) => data)).toEqual([
      { phase: "searching" },
      { phase: "searching", again: "acronyms" },
      { phase: "reading" },
      { phase: "writing" },
    ]);
    expect(events.at(-1)).toMatchObject({ event: "done", data: { reading: { time: null, acronyms: ["TOM"] } } });
  });
});

describe("a time", () => {
  test("in a question about changes leaves other documents out, and says so", async () => {
    const found = await search(ada, "What was updated since 2001 about soup?");
    expect(found.reading.time).toMatchObject({ text: "since 2001", use: "filter" });
    expect(titles(found)).toContain("Canteen");
  });

  test("that leaves nothing is a part of the subject after all", async () => {
    const found = await search(ada, "news about soup since May 1999, updated before 2001");
    expect(titles(found)).toContain("Canteen");
  });

  test("that the asker has set by hand is not read a second time", async () => {
    expect((await search(ada, "soup news since yesterday", { filters: { after: "2020-01-01" } })).reading.time).toBeNull();
    expect((await search(ada, "soup news since yesterday after:2020")).reading.time).toBeNull();
  });

  test("is left alone where only the words are asked for", async () => {
    expect((await search(ada, "What was updated since 2001 about soup?", { literal: true })).reading.time).toBeNull();
  });

  test("adds to the score of a document of that time, and the parts still add up", async () => {
    const { body } = await server.call<{ hits: readonly { score: number; explain: Record<string, number> }[] }>(
      ada,
      "POST /api/v1/search",
      { json: { query: "why soup since 2001", explain: true } },
    );
    const [first] = body.hits;
    expect(first?.explain["time"]).toBeGreaterThan(0);
    const { lexical = 0, semantic = 0, time = 0 } = first?.explain ?? {};
    expect(first?.score).toBeCloseTo(lexical + semantic + time, 3);
  });
});
