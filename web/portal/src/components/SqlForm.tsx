import { useState } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './SqlForm.module.css';

const examples = [
  { name: 'Detections by camera', sql: 'SELECT camera, label, count(*) AS seen, round(avg(score), 3) AS score\nFROM detections\nGROUP BY camera, label\nORDER BY seen DESC' },
  { name: 'Readings by minute', sql: "SELECT date_trunc('minute', time) AS minute, sensor, round(avg(value), 2) AS mean, count(*) AS readings\nFROM readings\nGROUP BY minute, sensor\nORDER BY minute DESC" },
  { name: 'Landed by stream', sql: 'SELECT stream, count(*) AS records, min(sequence) AS first, max(sequence) AS last\nFROM raw_detections\nGROUP BY stream' },
];

/** Where a question is written. Ctrl+Enter asks it. */
export function SqlForm({ initial, busy, onAsk }: { initial: string | null; busy: boolean; onAsk: (sql: string) => void }) {
  const [sql, setSql] = useState(initial ?? examples[0]!.sql);
  const askable = sql.trim() !== '' && !busy;
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault();
        if (askable) onAsk(sql);
      }}
    >
      <label htmlFor="sql" className="visually-hidden">
        SQL
      </label>
      <textarea
        id="sql"
        value={sql}
        rows={6}
        spellCheck={false}
        autoCapitalize="off"
        onChange={event => setSql(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      <div className={styles.row}>
        <div className={styles.examples}>
          {examples.map(example => (
            <button key={example.name} type="button" onClick={() => setSql(example.sql)}>
              {example.name}
            </button>
          ))}
        </div>
        <Button look="primary" type="submit" disabled={!askable}>
          <Icon name="play" size={14} />
          {busy ? 'Running…' : 'Run'}
        </Button>
      </div>
    </form>
  );
}
