import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { streamsQuery } from '../api/queries';
import { useDemo } from '../hooks/DemoContext';
import { areaOptions, backlogLines } from '../lib/chartOptions';
import { ledgerOf, secondsToDrain, totalWaiting } from '../lib/backlog';
import { formatCount } from '../../../shared/lib/numbers';
import { formatDuration } from '../../../shared/lib/time';
import { Badge } from './Badge';
import { Card } from './Card';
import { Chart } from './Chart';
import styles from './DemoCard.module.css';
import { LedgerFigures } from './LedgerFigures';
import { LinkSwitch } from './LinkSwitch';

/** The demo's experiment: cut the link, see the backlog grow, heal it, see it drain with nothing lost. */
export function DemoCard() {
  const { demo, history } = useDemo();
  const { data: devices } = useQuery({ ...streamsQuery, enabled: demo !== null });
  const lines = useMemo(() => backlogLines(history), [history]);
  if (!demo) return null;
  const waiting = totalWaiting(history.at(-1));
  return (
    <Card
      title="Edge to cloud"
      hint={hintOf(demo.link, waiting, secondsToDrain(history))}
      actions={<Badge tone={demo.link === 'up' ? 'good' : 'bad'}>{demo.link === 'up' ? 'link up' : 'link cut'}</Badge>}
      testId="demo"
    >
      <div className={styles.experiment}>
        <LinkSwitch link={demo.link} />
        <p className={styles.waiting}>
          <strong data-testid="backlog" data-value={waiting}>
            {formatCount(waiting)}
          </strong>{' '}
          records wait on the edge
        </p>
        <Chart lines={lines} build={areaOptions} label="Records that wait on the edge, by kind of stream" testId="chart-backlog" height={190} />
        <LedgerFigures ledger={ledgerOf(demo.edge.streams ?? [], devices?.flatMap(device => device.streams) ?? [])} />
        {demo.edge.page && (
          <p className={styles.links}>
            <a href={demo.edge.page} target="_blank" rel="noreferrer">
              Open the gateway’s own page
            </a>
            , which works while the link is cut.
          </p>
        )}
      </div>
    </Card>
  );
}

function hintOf(link: 'up' | 'cut', waiting: number, seconds: number | null): string {
  if (link === 'cut') return 'The gateway records on; nothing reaches the cloud.';
  if (waiting > 200 && seconds !== null) return `Catching up, about ${formatDuration(Math.max(1000, seconds * 1000))} to go.`;
  return 'Cut the link and see that nothing gets lost.';
}
