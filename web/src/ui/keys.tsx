import type { ReactNode } from "react";
import styles from "./keys.module.css";

interface Props {
  readonly keys: readonly string[];
  readonly children?: ReactNode;
}

/** Keys to press, with what they do behind them. */
export function Keys({ keys, children }: Props): ReactNode {
  return (
    <span className={styles.keys}>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
      {children}
    </span>
  );
}

/** What the key beside the space bar is called on this machine. */
export const MOD_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
