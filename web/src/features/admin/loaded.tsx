import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import styles from "./loaded.module.css";

interface Props<Data> {
  readonly query: Pick<UseQueryResult<Data>, "data" | "error" | "isPending" | "refetch">;
  /** What did not work, when it does not. */
  readonly failed: string;
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** What a query has brought; until then, rows that stand for it, or why it cannot. Old data stays while a later question fails. */
export function Loaded<Data>({ query, failed, rows = 4, children }: Props<Data>): ReactNode {
  const { data, error, isPending, refetch } = query;
  if (data !== undefined) return children(data);
  if (isPending) return <LoadingRows rows={rows} />;
  return (
    <div className={styles.problem}>
      <Problem title={failed} error={error} onRetry={() => void refetch()} />
    </div>
  );
}

/** Where an empty list's words stand. */
export function Nothing({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles.problem}>{children}</div>;
}
