/** A document as a test question may name it. */
export interface NamedDocument {
  readonly id: string;
  readonly externalId: string;
  readonly path: string | null;
  readonly title: string;
  readonly url: string;
}

/** Whether a document is what a test question names: by id, id in the source, path, title or address, in any case. */
export function isNamed(document: NamedDocument, name: string): boolean {
  const wanted = fold(name);
  const { id, externalId, path, title, url } = document;
  return [id, externalId, path, title, url].some((each) => each !== null && fold(each) === wanted);
}

/** For each expected document its place from 1 in the ranking; null when it is not there. Documents with one text share a place. */
export function ranksOf(expected: readonly string[], ranked: readonly (readonly NamedDocument[])[]): readonly (number | null)[] {
  return expected.map((name) => {
    const at = ranked.findIndex((twins) => twins.some((document) => isNamed(document, name)));
    return at < 0 ? null : at + 1;
  });
}

/** The share of the expected documents that are among the first `count`. */
export function recallAt(ranks: readonly (number | null)[], count: number): number {
  return ranks.filter((rank) => rank !== null && rank <= count).length / ranks.length;
}

/** One divided by the place of the first expected document; 0 without any. */
export function reciprocalRank(ranks: readonly (number | null)[]): number {
  const places = ranks.filter((rank) => rank !== null);
  return places.length === 0 ? 0 : 1 / Math.min(...places);
}

/** 1 when the expected documents stand before all others, less the further down they are. Each place counts once. */
export function ndcgAt(ranks: readonly (number | null)[], count: number): number {
  const places = new Set(ranks.filter((rank) => rank !== null && rank <= count));
  const gain = [...places].reduce<number>((sum, rank) => sum + 1 / Math.log2((rank ?? 0) + 1), 0);
  const most = Array.from({ length: Math.min(count, ranks.length) }, (_, at) => 1 / Math.log2(at + 2)).reduce((sum, each) => sum + each, 0);
  return most === 0 ? 0 : gain / most;
}

/** Whether a text holds a phrase, whatever the case, the spaces and the kind of dashes and quotation marks. */
export function holdsPhrase(text: string, phrase: string): boolean {
  return plain(text).includes(plain(phrase));
}

function fold(text: string): string {
  return text.normalize("NFC").trim().toLowerCase();
}

function plain(text: string): string {
  return fold(text.normalize("NFKC"))
    .replaceAll(/[\u2010-\u2015]/g, "-")
    .replaceAll(/[\u2018\u2019\u201A]/g, "'")
    .replaceAll(/[\u201C-\u201E]/g, '"')
    .replaceAll(/ ?\[\d+\]/g, "")
    .replaceAll(/\s+/g, " ");
}
