// Simple selectors only: one with a descendant would cost the square of the page's depth.
const NOISE = [
  "script,style,noscript,template,iframe,object,embed,svg,canvas,video,audio,dialog",
  "title,nav,footer,button,input,select,textarea",
  "[hidden],[aria-hidden=true],[role=navigation],[role=contentinfo],[role=banner],[role=search],[role=menu],[role=menubar],[role=dialog]",
  // The way to a footnote and back: a number and an arrow.
  "[role=doc-noteref],[role=doc-backlink],[epub\\:type=noteref]",
].join(",");

const HIDING_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** Removes what a reader of the page would not see, or would not read. */
export function removeNoise(document: Document): void {
  for (const element of document.querySelectorAll(NOISE)) element.remove();
  for (const element of document.querySelectorAll("[style]")) if (HIDING_STYLE.test(element.getAttribute("style") ?? "")) element.remove();
}
