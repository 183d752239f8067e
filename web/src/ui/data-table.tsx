import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./data-table.module.css";

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** For a column of buttons: its name is there for screen readers only. */
  readonly isLabelHidden?: boolean;
  /** On which of a row's two lines it stands on a phone; the second when absent. */
  readonly phone?: "first" | "state" | "end" | "hidden";
  readonly width?: string;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The row whose details are open. */
  readonly openKey?: string | undefined;
  /** Set where there are more rows to be had. */
  readonly onMore?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
}

/** Rows parted by hairlines; below 760 px each becomes two lines: name and state, then the rest. */
export function DataTable<Row>({ label, columns, rows, rowKey, openKey, onMore, isLoadingMore = false }: Props<Row>): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, label: name, isNumber, isLabelHidden, width }) => (
              <th key={id} scope="col" data-number={isNumber} style={width === undefined ? undefined : { width }}>
                {isLabelHidden === true ? <span className="visually-hidden">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-on={rowKey(row) === openKey || undefined}>
              {columns.map(({ id, label: name, cell, isNumber, phone = "second" }) => (
                <td key={id} data-number={isNumber} data-phone={phone} data-label={name}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {onMore !== undefined && (
        <div className={styles.more}>
          <Button variant="default" size="xs" loading={isLoadingMore} onClick={onMore}>
            {t("ui.showMore")}
          </Button>
        </div>
      )}
    </>
  );
}
