import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { runQuery } from '../api/api';
import { Card } from '../components/Card';
import { CardSkeleton } from '../components/CardSkeleton';
import { Notice } from '../components/Notice';
import { ResultTable } from '../components/ResultTable';
import { SqlForm } from '../components/SqlForm';
import { replaceParameters } from '../hooks/useRoute';
import { plural } from '../../../shared/lib/numbers';
import { formatDuration } from '../../../shared/lib/time';
import styles from './Page.module.css';

const MaxRows = 500;

/** Questions to the lake in SQL. The question is in the address, so that it can be passed on. */
export function QueryPage({ initialSql }: { initialSql: string | null }) {
  const query = useMutation({ mutationFn: (sql: string) => runQuery(sql, MaxRows) });
  const { data, error, isPending, mutate } = query;
  useEffect(() => {
    if (initialSql) mutate(initialSql);
  }, []); // once: later questions come from the form
  const ask = (sql: string) => {
    replaceParameters({ sql });
    mutate(sql);
  };
  return (
    <div className={styles.page}>
      <div className={styles.heading}>
        <h1>Query</h1>
        <p>SQL over the tables of the lake, read-only.</p>
      </div>
      <Card title="Question" hint="Ctrl + Enter runs it">
        <SqlForm initial={initialSql} busy={isPending} onAsk={ask} />
      </Card>
      <Card title="Answer" hint={data && !isPending ? `${plural(data.rows.length, 'row')} in ${formatDuration(data.elapsedMs)}${data.truncated ? `, cut at ${MaxRows}` : ''}` : undefined} flush>
        {isPending ? (
          <CardSkeleton label="Asking" />
        ) : error ? (
          <Notice tone="bad" title="The question failed">
            {error.message}
          </Notice>
        ) : data ? (
          data.rows.length === 0 ? <Notice icon="query" title="No rows" /> : <ResultTable result={data} />
        ) : (
          <Notice icon="query" title="Nothing asked yet">
            Run the question above, or pick an example.
          </Notice>
        )}
      </Card>
    </div>
  );
}
