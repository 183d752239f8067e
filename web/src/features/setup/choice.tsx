import type { ReactNode } from "react";
import styles from "./setup-page.module.css";

interface Props {
  readonly id: string;
  /** The one that is chosen of its group. */
  readonly now: string;
  readonly onChoose: (id: string) => void;
  /** Of the group. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** What is to be entered or pressed when it is chosen. */
  readonly children: ReactNode;
}

/** One way of several, which opens when it is chosen. */
export function Choice({ id, now, onChoose, name, title, text, children }: Props): ReactNode {
  return (
    <div className={styles.choice} data-on={now === id || undefined}>
      <label>
        <input type="radio" name={name} checked={now === id} onChange={() => onChoose(id)} />
        <span>
          <b>{title}</b>
          <small>{text}</small>
        </span>
      </label>
      {now === id && <div className={styles.more}>{children}</div>}
    </div>
  );
}
