import type { ReactNode } from "react";
import styles from "./crumbs.module.css";

interface Props {
  readonly source: string;
  readonly path: string | null;
  readonly note?: string | undefined;
}

/** Where a document lies: its source, its folders, and a note behind them. */
export function Crumbs({ source, path, note }: Props): ReactNode {
  const folders = path === null ? [] : path.split("/").slice(0, -1);
  return (
    <div className={styles.crumbs}>
      {[source, ...folders].map((name, index) => (
        <span key={index} dir="auto">
          {name}
        </span>
      ))}
      {note !== undefined && <em>{note}</em>}
    </div>
  );
}
