import type { Ledger } from '../lib/backlog';
import { formatCount } from '../../../shared/lib/numbers';
import styles from './DemoCard.module.css';

/** Every record is accounted for: recorded = confirmed + waiting, and lost stays 0. */
export function LedgerFigures({ ledger }: { ledger: Ledger }) {
  return (
    <dl className={styles.ledger} aria-label="Where the records are">
      <Figure name="Recorded" value={ledger.recorded} testId="ledger-recorded" />
      <Figure name="Landed" value={ledger.confirmed} testId="ledger-landed" />
      <Figure name="Waiting" value={ledger.waiting} testId="ledger-waiting" />
      <Figure name="Lost" value={ledger.lost} testId="ledger-lost" {...(ledger.lost === 0 ? { look: 'good' } : { look: 'bad' })} />
    </dl>
  );
}

function Figure({ name, value, testId, look }: { name: string; value: number; testId: string; look?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={look && styles[look]} data-testid={testId} data-value={value}>
        {formatCount(value)}
      </dd>
    </div>
  );
}
