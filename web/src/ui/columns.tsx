import { useMediaQuery } from "@mantine/hooks";
import { lazy, type ReactNode, Suspense } from "react";
import styles from "./columns.module.css";

const SideDrawer = lazy(async () => ({ default: (await import("./side-drawer.tsx")).SideDrawer }));

interface Props {
  /** A bar over all columns. */
  readonly top?: ReactNode;
  readonly context: ReactNode;
  readonly contextLabel: string;
  /** Where there is no room for a column: whether its drawer is open. */
  readonly isContextOpen: boolean;
  readonly onContextClose: () => void;
  readonly mainLabel: string;
  readonly children: ReactNode;
  /** An `Inspector`; null when it is closed. */
  readonly inspector: ReactNode;
}

export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 1180px)", undefined, { getInitialValueInEffect: false }) ?? false;
}

export function useIsPhone(): boolean {
  return useMediaQuery("(max-width: 760px)", undefined, { getInitialValueInEffect: false }) ?? false;
}

/** Context, main and inspector side by side, each scrolling by itself; the context folds into a drawer and the inspector into a sheet. */
export function Columns(props: Props): ReactNode {
  const { top, context, contextLabel, isContextOpen, onContextClose, mainLabel, children, inspector } = props;
  const isNarrow = useIsNarrow();
  return (
    <div className={styles.page} data-top={top !== undefined || undefined} data-inspector={inspector !== null || undefined}>
      {top !== undefined && <div className={styles.top}>{top}</div>}
      {isNarrow ? (
        <Suspense>
          {isContextOpen && (
            <SideDrawer isOpen title={contextLabel} onClose={onContextClose}>
              {context}
            </SideDrawer>
          )}
        </Suspense>
      ) : (
        <section className={styles.context} aria-label={contextLabel}>
          {context}
        </section>
      )}
      <section className={styles.main} aria-label={mainLabel}>
        {children}
      </section>
      {inspector}
    </div>
  );
}
