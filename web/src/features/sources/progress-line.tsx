import type { ReactNode } from "react";
import styles from "./progress-line.module.css";

export interface ProgressParts {
  readonly indexed: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
  /** What is still to come; the rest of the line. */
  readonly rest: number;
}

const ORDER = ["indexed", "unchanged", "skipped", "failed"] as const;

/** Parts of a whole; a picture of the numbers that stand below it, never instead of them. */
export function ProgressLine({ parts }: { readonly parts: ProgressParts }): ReactNode {
  const shown = ORDER.filter((name) => parts[name] > 0);
  return (
    <div className={styles.line} aria-hidden="true">
      {shown.map((name) => (
        <span key={name} data-part={name} style={{ flexGrow: parts[name] }} />
      ))}
      {parts.rest > 0 && <span data-part="rest" style={{ flexGrow: parts.rest }} />}
    </div>
  );
}
