import { useQuery } from '@tanstack/react-query';
import { tablesQuery } from '../api/queries';
import { useNow } from '../hooks/useNow';
import { formatBytes, formatCount } from '../../../shared/lib/numbers';
import { formatAgo, parseTime } from '../../../shared/lib/time';
import { Card } from './Card';
import { Loaded } from './Loaded';
import { Notice } from './Notice';
import styles from './Table.module.css';

/** The Delta tables of the lake. */
export function LakeTables() {
  const tables = useQuery(tablesQuery);
  const now = useNow();
  return (
    <Card title="Tables" hint="Delta tables in the bucket; any engine can read them" flush testId="tables">
      <Loaded
        query={tables}
        what="the tables"
        isEmpty={list => list.length === 0}
        empty={
          <Notice icon="lake" title="No table yet">
            The first record of a stream makes its table.
          </Notice>
        }
      >
        {list => (
          <div className={styles.scroll} tabIndex={0} role="region" aria-label="Tables of the lake">
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Table</th>
                  {['Rows', 'Files', 'Size', 'Version', 'Last commit'].map(name => (
                    <th key={name} scope="col" className={styles.number}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {list.map(table => {
                  const committed = parseTime(table.lastCommitAt);
                  return (
                    <tr key={table.name} data-testid="table-row" data-table={table.name}>
                      <td className={styles.name}>
                        <a href={`#/query?${new URLSearchParams({ sql: `SELECT * FROM ${table.name} LIMIT 50` })}`}>{table.name}</a>
                      </td>
                      <td className={styles.number}>{formatCount(table.rows)}</td>
                      <td className={styles.number}>{formatCount(table.files)}</td>
                      <td className={styles.number}>{formatBytes(table.bytes)}</td>
                      <td className={styles.number}>{table.version}</td>
                      <td className={styles.number}>{committed === null ? '–' : formatAgo(now - committed)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Card>
  );
}
