import { type Actor, inConversation } from "../access/actor.ts";
import type { CitationRow, Run, RunAssistant, RunReading } from "../ports/database/answers.ts";
import type { DocumentSummary } from "../ports/database/actor-scope.ts";
import type { Ports } from "../ports/ports.ts";
import { detectLanguage } from "../text/detect-language.ts";
import { renderWords } from "./render-words.ts";
import { mayReadWords } from "./run-access.ts";

export interface Citation {
  readonly marker: number;
  readonly documentId: string;
  readonly version: number;
  readonly title: string;
  /** Opens the place in the original where the source allows it. */
  readonly url: string;
  readonly start: number;
  readonly end: number;
  /** `text.slice(start, end)` of that version. */
  readonly quote: string;
}

export interface Answer {
  readonly runId: string;
  readonly state: Run["state"];
  readonly mode: "llm" | "extractive" | "none";
  readonly answer: string;
  readonly citations: readonly Citation[];
  readonly nearest?: readonly DocumentLink[];
  readonly error?: Run["error"];
  /** Only where a model wrote. */
  readonly written?: Written;
  /** Who answered; a name is null when it has gone. */
  readonly assistant?: { readonly id: string; readonly version: number; readonly name: string | null };
  /** What was read into the question. */
  readonly reading?: RunReading;
  /** A model's answer from documents of which the reader can no longer open all: nothing of it is shown. */
  readonly hidden?: true;
}

export type DocumentLink = Pick<DocumentSummary, "id" | "title" | "url">;

/** How a model's answer came about. */
export interface Written {
  /** `provider/model` */
  readonly model: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** `length`: the answer was cut off and can be continued. */
  readonly finishReason: "stop" | "length" | "filtered" | null;
  /** Markers that were taken out because their passage does not support what stands before them. */
  readonly removedCitations: number;
  /** UTF-16 offsets into `answer`: statements that no citation supports. */
  readonly unsupported: readonly { readonly start: number; readonly end: number }[];
  /** Cited documents. */
  readonly used: readonly DocumentLink[];
  /** Documents whose passages the model was shown and that it does not cite. */
  readonly alsoFound: readonly DocumentLink[];
  readonly continues: string | null;
  /** Pieces of personal data that the model was sent placeholders for. */
  readonly masked: number;
}

/** Stands where a quote stood whose document the reader can no longer open. */
export const HIDDEN = "[hidden: its source is no longer available to you]";

/** Stands in place of a whole answer of a model. */
const HIDDEN_ANSWER = "[hidden: its sources are no longer available to you]";

const NOTHING_FOUND = "I found nothing in your sources that answers this.";
const NOTHING_FOUND_IN_GERMAN = "Ich habe in deinen Quellen nichts gefunden, das diese Frage beantwortet.";

/** An answer as its owner may read it today: quotes are read again with the reader's permissions, and a model's words go with their documents. */
export async function readAnswer({ database }: Pick<Ports, "database">, reader: Actor, run: Run): Promise<Answer> {
  const actor = inConversation(reader, run.conversationId);
  const { content } = database.forActor(actor);
  const mode = run.mode ?? "none";
  const assistant = run.assistant === null ? undefined : await nameAssistant(database, run.assistant);
  const about = {
    runId: run.id,
    state: run.state,
    mode,
    ...(run.error !== null && { error: run.error }),
    ...(assistant !== undefined && { assistant }),
    ...(run.reading !== null && { reading: run.reading }),
  };
  if (!(await mayReadWords(database, actor, run, "message"))) {
    return { ...about, answer: HIDDEN_ANSWER, citations: [], hidden: true };
  }
  const citations: Citation[] = [];
  for (const citation of run.citations) {
    const read = await readCitation(content, citation);
    if (read !== null) citations.push(read);
  }
  const nearest = mode === "none" ? await readDocuments(content, run.nearest) : [];
  const { text, unsupported } = renderSpans(run, citations);
  return {
    ...about,
    answer: run.state === "done" && mode === "none" ? nothingFound(run) : text,
    citations,
    ...(mode === "none" && { nearest }),
    ...(run.writer !== null && { written: await readWriting(content, run, unsupported) }),
  };
}

async function nameAssistant({ assistants }: Pick<Ports["database"], "assistants">, { id, version }: RunAssistant) {
  return { id, version, name: (await assistants.version(id, version))?.content.name ?? null };
}

function nothingFound(run: Run): string {
  return run.writer !== null && detectLanguage(run.question) === "de" ? NOTHING_FOUND_IN_GERMAN : NOTHING_FOUND;
}

async function readWriting(content: Content, run: Run, unsupported: Written["unsupported"]): Promise<Written> {
  const cited = [...new Set(run.citations.map(({ documentId }) => documentId))];
  return {
    model: run.writer?.model ?? "",
    inputTokens: run.usage?.inputTokens ?? null,
    outputTokens: run.usage?.outputTokens ?? null,
    finishReason: run.usage?.finishReason ?? null,
    removedCitations: run.removedCitations,
    unsupported,
    used: await readDocuments(content, cited),
    alsoFound: await readDocuments(
      content,
      run.sources.found.filter((id) => !cited.includes(id)),
    ),
    continues: run.continues,
    masked: run.masked,
  };
}

type Content = ReturnType<Ports["database"]["forActor"]>["content"];

/** Null when the reader may not read the document any more, or the version is gone. */
export async function readCitation(content: Content, citation: CitationRow): Promise<Citation | null> {
  const { marker, documentId, version, start, end } = citation;
  const document = await content.document(documentId);
  const slice = document === null ? null : await content.text(documentId, version, { start, end });
  if (document === null || slice === null) return null;
  const anchor = await content.anchorAt(documentId, version, start);
  return { marker, documentId, version, title: document.title, url: linkTo(document.url, anchor), start, end, quote: slice.text };
}

async function readDocuments(content: Content, ids: readonly string[]): Promise<readonly DocumentLink[]> {
  const documents = await Promise.all(ids.map((id) => content.document(id)));
  return documents.flatMap((document) => (document === null ? [] : [{ id: document.id, title: document.title, url: document.url }]));
}

function renderSpans(run: Run, citations: readonly Citation[]): { readonly text: string; readonly unsupported: Written["unsupported"] } {
  if (run.writer !== null) return renderWords(run.spans ?? [], new Set(citations.map(({ marker }) => marker)));
  const quotes = new Map(citations.map((citation) => [citation.marker, citation.quote]));
  const parts = (run.spans ?? []).map((span) => {
    if (span.type === "text") return span.text;
    const quote = quotes.get(span.marker);
    return quote === undefined ? HIDDEN : `${quote} [${span.marker}]`;
  });
  return { text: parts.join("\n\n"), unsupported: [] };
}

/** The document's link with the place in it: a fragment, or a whole link of the section's own. */
export function linkTo(url: string, anchor: string | null): string {
  if (anchor === null || anchor === "") return url;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(anchor)) return anchor;
  return `${url.split("#")[0]}#${anchor}`;
}
