import type { ReactNode } from "react";
import styles from "./logo.module.css";

export function Mark({ size = 24 }: { readonly size?: number }): ReactNode {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" className={styles.mark}>
      <rect className={styles.band} x="3.5" y="2" width="17" height="3.5" rx="1" />
      <path d="M3.5 7h8L10 21.1a1 1 0 0 1-1 .9H5.9a1 1 0 0 1-1-.9z" />
      <path d="M20.5 7h-8L14 21.1a1 1 0 0 0 1 .9h3.1a1 1 0 0 0 1-.9z" />
    </svg>
  );
}

const NAME = ["Smarty", "Pants"] as const;

export function Wordmark(): ReactNode {
  return (
    <span className={styles.wordmark}>
      <Mark size={22} />
      <span>
        {NAME[0]}
        <span className={styles.light}>{NAME[1]}</span>
      </span>
    </span>
  );
}
