import type { ReactNode } from "react";
import styles from "./page.module.css";

interface Props {
  readonly title: string;
  /** One line: status first, then access, schedule, expiry. */
  readonly facts?: ReactNode;
  readonly actions?: ReactNode;
  /** A link to the parent, where there is one. */
  readonly back?: ReactNode;
  readonly children: ReactNode;
}

/** A page of one column: its head, and below it what scrolls. */
export function Page({ title, facts, actions, back, children }: Props): ReactNode {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className="grow">
          {back}
          <h1 dir="auto">{title}</h1>
          {facts !== undefined && <div className={styles.facts}>{facts}</div>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      <div className={styles.body}>{children}</div>
    </div>
  );
}
