import type { ReactNode } from 'react';
import styles from './StatStrip.module.css';

/** One figure with its name and, small, what to make of it. */
export function Stat({ name, value, note, testId }: { name: string; value: ReactNode; note?: ReactNode; testId?: string }) {
  return (
    <div className={styles.stat}>
      <dt>{name}</dt>
      <dd data-testid={testId}>{value}</dd>
      {note && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}
