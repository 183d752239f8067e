import type { Actor } from "../access/actor.ts";
import type { CitationRow, Run } from "../ports/database/answers.ts";
import type { DocumentSummary } from "../ports/database/actor-scope.ts";
import type { Ports } from "../ports/ports.ts";

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
  readonly nearest?: readonly Pick<DocumentSummary, "id" | "title" | "url">[];
  readonly error?: Run["error"];
}

/** Stands where a quote stood whose document the reader can no longer open. */
export const HIDDEN = "[hidden: its source is no longer available to you]";

const NOTHING_FOUND = "I found nothing in your sources that answers this.";

/** An answer as its owner may read it today: quotes are read again with the reader's permissions. */
export async function readAnswer({ database }: Pick<Ports, "database">, actor: Actor, run: Run): Promise<Answer> {
  const { content } = database.forActor(actor);
  const citations: Citation[] = [];
  for (const citation of run.citations) {
    const read = await readCitation(content, citation);
    if (read !== null) citations.push(read);
  }
  const mode = run.mode ?? "none";
  const nearest = mode === "none" ? await readNearest(content, run.nearest) : [];
  return {
    runId: run.id,
    state: run.state,
    mode,
    answer: run.state === "done" && mode === "none" ? NOTHING_FOUND : renderSpans(run, citations),
    citations,
    ...(mode === "none" && { nearest }),
    ...(run.error !== null && { error: run.error }),
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

async function readNearest(content: Content, ids: readonly string[]): Promise<NonNullable<Answer["nearest"]>> {
  const documents = await Promise.all(ids.map((id) => content.document(id)));
  return documents.flatMap((document) => (document === null ? [] : [{ id: document.id, title: document.title, url: document.url }]));
}

function renderSpans(run: Run, citations: readonly Citation[]): string {
  const quotes = new Map(citations.map((citation) => [citation.marker, citation.quote]));
  const parts = (run.spans ?? []).map((span) => {
    if (span.type === "text") return span.text;
    const quote = quotes.get(span.marker);
    return quote === undefined ? HIDDEN : `${quote} [${span.marker}]`;
  });
  return parts.join("\n\n");
}

/** The document's link with the place in it: a fragment, or a whole link of the section's own. */
export function linkTo(url: string, anchor: string | null): string {
  if (anchor === null || anchor === "") return url;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(anchor)) return anchor;
  return `${url.split("#")[0]}#${anchor}`;
}
