const ABOUT = { state: "done", mode: "llm", error: null } as const;
const QUOTE = "Up to five unused days move into the next year automatically and expire on 31 March.";
const DOCUMENT = "d1";

export const CONVERSATION = "bench";
export const RUN = "bench-run";

const WORDS = "the policy says that every request of a department is answered within three working days unless it needs an approval".split(
  " ",
);

function sentence(seed: number, length: number): string {
  const words = Array.from({ length }, (_each, at) => WORDS[(seed * 7 + at * 3) % WORDS.length] ?? "");
  return `${words.join(" ")}.`;
}

function table(seed: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_each, at) => `| item ${seed}-${at} | ${at * 13 + seed} | ${sentence(at, 4)} |`);
  return ["| name | number | remark |", "| --- | --: | --- |", ...lines].join("\n");
}

function code(seed: number, lines: number): string {
  return [
    "```ts",
    ...Array.from({ length: lines }, (_each, at) => `const value${at} = compute(${seed}, ${at}); // ${sentence(at, 3)}`),
    "```",
  ].join("\n");
}

/** An answer as a model writes it: some 700 characters with a list, emphasis and citations. */
function answerText(seed: number): string {
  return [
    `**${sentence(seed, 8)}** ${sentence(seed + 1, 18)} [1]`,
    `- ${sentence(seed + 2, 9)}\n- \`code ${seed}\` ${sentence(seed + 3, 9)}`,
    ...(seed % 5 === 0 ? [table(seed, 4)] : []),
    `${sentence(seed + 4, 24)} [1]`,
  ].join("\n\n");
}

/** Twelve thousand characters of Markdown with headings, tables and code. */
export function longAnswer(): string {
  const parts: string[] = [];
  for (let seed = 0; parts.join("\n\n").length < 12_000; seed++) {
    parts.push(`## Part ${seed}`, `${sentence(seed, 40)} [1]`, table(seed, 12), sentence(seed + 2, 30), code(seed, 12));
  }
  return parts.join("\n\n").slice(0, 12_000);
}

/** A conversation of so many messages; `isRunning`: its last answer is still being made. */
export function longThread(messages: number, isRunning: boolean): object {
  const made = Array.from({ length: messages }, (_each, at) => {
    const id = String(at).padStart(6, "0");
    const common = {
      id,
      parentId: at === 0 ? null : String(at - 1).padStart(6, "0"),
      createdAt: "2026-03-01T09:00:00.000Z",
      feedback: null,
    };
    if (at % 2 === 0) return { ...common, role: "user", content: sentence(at, 12), runId: null, answer: null };
    const isLast = isRunning && at >= messages - 2;
    const runId = isLast ? RUN : `run-${at}`;
    return {
      ...common,
      role: "assistant",
      content: "",
      runId,
      answer: isLast ? runningAnswer(runId) : finishedAnswer(runId, answerText(at)),
    };
  });
  return {
    id: CONVERSATION,
    title: "A long conversation",
    pinned: false,
    temporary: false,
    model: null,
    createdAt: "2026-03-01T09:00:00.000Z",
    updatedAt: "2026-03-01T09:00:00.000Z",
    attachments: [],
    messages: made,
  };
}

function runningAnswer(runId: string): object {
  return { runId, ...ABOUT, state: "running", answer: "", citations: [] };
}

export function finishedAnswer(runId: string, answer: string): object {
  const citation = {
    marker: 1,
    documentId: DOCUMENT,
    version: 1,
    title: "Annual leave",
    url: "",
    start: 0,
    end: QUOTE.length,
    quote: QUOTE,
  };
  const written = {
    model: "bench/model",
    inputTokens: 800,
    outputTokens: 200,
    finishReason: "stop",
    removedCitations: 0,
    unsupported: [],
    used: [{ id: DOCUMENT, title: "Annual leave", url: "" }],
    alsoFound: [],
    continues: null,
  };
  return { runId, ...ABOUT, answer, citations: [citation], written };
}

/** As the API describes a document of a list. */
export function benchDocument(at: number): object {
  return {
    id: at === 0 ? DOCUMENT : `d${at}`,
    externalId: `handbook/${at}.md`,
    source: { id: "s1", name: "Handbook", connector: "folder" },
    title: `Document ${at}: ${sentence(at, 5)}`,
    url: "",
    path: `handbook/part-${at % 40}/${at}.md`,
    mimeType: "text/markdown",
    type: "markdown",
    language: "en",
    authors: [],
    createdAt: null,
    updatedAt: "2026-03-01T09:00:00.000Z",
    version: 1,
    state: "indexed",
    sizeBytes: 1000 + at,
    hasOriginal: false,
    metadata: {},
    notes: [],
  };
}
