import type { ReactNode } from "react";
import styles from "./status.module.css";

export type StatusKind = "ok" | "running" | "waiting" | "partial" | "failed" | "paused";

const SHAPES: Readonly<Record<StatusKind, ReactNode>> = {
  ok: <circle cx="5" cy="5" r="4" />,
  running: (
    <>
      <circle cx="5" cy="5" r="3.75" fill="none" strokeWidth="1.5" opacity=".3" />
      <path className={styles.spin} d="M5 1.25A3.75 3.75 0 0 1 8.75 5" fill="none" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  waiting: <circle cx="5" cy="5" r="3.5" fill="none" strokeWidth="1.5" />,
  partial: <path d="M5 .8 9.6 9.2H.4z" />,
  failed: <rect x="1" y="1" width="8" height="8" rx="1.5" />,
  paused: <path d="M2 1h2v8H2zM6 1h2v8H6z" />,
};

interface Props {
  readonly kind: StatusKind;
  readonly children: ReactNode;
}

/** A shape and a word; the colour only repeats them. */
export function Status({ kind, children }: Props): ReactNode {
  return (
    <span className={styles.status} data-kind={kind}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        {SHAPES[kind]}
      </svg>
      {children}
    </span>
  );
}
