import type { ReactNode } from "react";
import { useTitle } from "../../ui/use-title.ts";
import styles from "./admin-page.module.css";

interface Props {
  readonly title: string;
  /** One line: what is so. */
  readonly facts?: ReactNode;
  readonly actions?: ReactNode;
  /** What is open of the list, beside it; an `Inspector`. */
  readonly inspector?: ReactNode;
  readonly children: ReactNode;
}

export function AdminPage({ title, facts, actions, inspector, children }: Props): ReactNode {
  useTitle(title);
  return (
    <div className={styles.columns} data-inspector={inspector !== undefined && inspector !== null ? true : undefined}>
      <section className={styles.main} aria-label={title}>
        <header className={styles.head}>
          <div className="grow">
            <h1>{title}</h1>
            {facts !== undefined && <div className={styles.facts}>{facts}</div>}
          </div>
          {actions !== undefined && <div className="actions">{actions}</div>}
        </header>
        {children}
      </section>
      {inspector}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with its own heading. */
export function AdminSection({ title, note, actions, children }: SectionProps): ReactNode {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <div className="grow">
          <h2>{title}</h2>
          {note !== undefined && <p className={styles.note}>{note}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Fields above a list. */
export function Toolbar({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles.toolbar}>{children}</div>;
}
