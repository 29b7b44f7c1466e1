import type { QueryResult } from '../api/responses/query';
import { cellText, isNumeric } from '../lib/cell';
import styles from './Table.module.css';

/** The rows that a SQL question brought back. */
export function ResultTable({ result }: { result: QueryResult }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Result">
      <table className={styles.table} data-testid="query-result">
        <thead>
          <tr>
            {result.columns.map((column, index) => (
              <th key={index} scope="col" title={column.type} className={isNumeric(column.type) ? styles.number : undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={styles.mono}>
          {result.rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td key={column} title={cellText(value)} className={isNumeric(result.columns[column]?.type ?? '') ? styles.number : undefined}>
                  {value === null ? <span className={styles.muted}>null</span> : cellText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
