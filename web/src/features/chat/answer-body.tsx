import type { Citation } from "@smartypants/client";
import { lazy, type ReactNode, Suspense } from "react";
import styles from "./answer.module.css";
import { Claim, CiteMark } from "./cite-mark.tsx";
import type { Offsets } from "./markdown/rehype-unsupported.ts";

const Markdown = lazy(async () => ({ default: (await import("./markdown/markdown.tsx")).Markdown }));

interface Props {
  /** A model's words, in Markdown, with `[n]` where a citation stands. */
  readonly text: string;
  /** Markers of whole quotes, which are the answer where no model wrote. */
  readonly quotes: readonly number[];
  readonly citations: readonly Citation[];
  /** Whether more is to come. */
  readonly isOpen: boolean;
  /** Places in the text without a citation that supports them. */
  readonly unsupported?: readonly Offsets[];
}

const NONE: readonly Offsets[] = [];

/** Quotes are plain text, whatever they hold; only a model's words are Markdown. */
export function AnswerBody({ text, quotes, citations, isOpen, unsupported = NONE }: Props): ReactNode {
  const quoted = quotes.flatMap((marker) => citations.find((each) => each.marker === marker) ?? []);
  return (
    <>
      {text !== "" && (
        <Suspense fallback={<p className={styles.quote}>{text}</p>}>
          <Markdown text={text} isOpen={isOpen} unsupported={unsupported} />
        </Suspense>
      )}
      {quoted.map(({ marker, quote }) => (
        <p key={marker} className={styles.quote} dir="auto">
          <Claim marker={marker}>{quote}</Claim>
          <CiteMark marker={marker} />
        </p>
      ))}
    </>
  );
}
