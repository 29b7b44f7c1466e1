import { useQuery } from '@tanstack/react-query';
import { streamsQuery } from '../api/queries';
import { DemoCard } from '../components/DemoCard';
import { DeviceCard } from '../components/DeviceCard';
import { Loaded } from '../components/Loaded';
import { Notice } from '../components/Notice';
import { useNow } from '../hooks/useNow';
import styles from './Page.module.css';

/** What every gateway keeps and how far the cloud has it. */
export function StreamsPage() {
  const devices = useQuery(streamsQuery);
  const now = useNow();
  return (
    <div className={styles.page}>
      <div className={styles.heading}>
        <h1>Streams</h1>
        <p>Durable logs on the gateways. A record leaves only after the lake has it.</p>
      </div>
      <DemoCard />
      <Loaded
        query={devices}
        what="the streams"
        skeletonHeight={280}
        isEmpty={list => list.length === 0}
        empty={
          <Notice icon="streams" title="No gateway has reported yet">
            A gateway reports its streams every few seconds. Start one with <code>shoreline edge --config edge.yaml</code> and point its{' '}
            <code>cloud</code> at this machine.
          </Notice>
        }
      >
        {list => list.map(device => <DeviceCard key={device.device} device={device} now={now} />)}
      </Loaded>
    </div>
  );
}
