import path from "node:path";
import { build } from "vite";

const ROOT = path.join(import.meta.dirname, "..", "..");
const ENTRY = "virtual:naive";

/** What one would write first: every message is Markdown, and every piece draws them all. */
const SOURCE = `
import { createElement as h, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
const { messages } = JSON.parse(document.querySelector("#thread").textContent);
let add;
function Thread() {
  const [text, setText] = useState("");
  useEffect(() => { add = (piece) => flushSync(() => setText((before) => before + piece)); window.benchNaive = async (piece) => { add(piece); await new Promise((resolve) => requestAnimationFrame(resolve)); }; }, []);
  return h("div", null, messages.map((message) =>
    h("div", { key: message.id }, h(ReactMarkdown, { remarkPlugins: [remarkGfm] }, message.answer === null ? message.content : message.answer.answer || text))));
}
createRoot(document.querySelector("#root")).render(h(Thread));
`;

export async function buildNaivePage(): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "naive",
        resolveId: (id) => (id === ENTRY ? path.join(ROOT, "naive.js") : null),
        load: (id) => (id === path.join(ROOT, "naive.js") ? SOURCE : null),
      },
    ],
    build: { write: false, rollupOptions: { input: ENTRY } },
  });
  const outputs = Array.isArray(built) ? built : [built];
  for (const output of outputs) {
    if (!("output" in output)) continue;
    for (const chunk of output.output) if (chunk.type === "chunk") return chunk.code;
  }
  throw new Error("the naive page was not built");
}
