import { cloudLag, depth, exportedShare, type StreamState } from '../../../shared/lib/streams';
import { formatBytes, formatCount } from '../../../shared/lib/numbers';
import { Badge, type Tone } from './Badge';
import { ShareBar } from './ShareBar';
import styles from './Table.module.css';

const tones: Record<string, Tone> = { idle: 'good', sending: 'good', waiting: 'warn', offline: 'bad' };

/** The streams of a device: what it keeps, and how far the cloud has it. */
export function StreamTable({ streams, device }: { streams: readonly StreamState[]; device: string }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Streams of ${device}`}>
      <table className={styles.table} data-testid="streams-table">
        <thead>
          <tr>
            <th scope="col">Stream</th>
            <th scope="col" className={styles.number}>
              Lag
            </th>
            <th scope="col">In the cloud</th>
            <th scope="col">Export</th>
            {['Newest', 'Confirmed', 'Kept', 'Size'].map(name => (
              <th key={name} scope="col" className={styles.number}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {streams.map(stream => (
            <StreamRow key={stream.name} stream={stream} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StreamRow({ stream }: { stream: StreamState }) {
  const cloud = stream.exports.find(each => each.id === 'cloud');
  return (
    <tr data-testid="stream-row" data-stream={stream.name}>
      <td className={styles.name}>{stream.name}</td>
      <td className={styles.number}>{cloud ? formatCount(cloudLag(stream)) : '–'}</td>
      <td>{cloud && <ShareBar share={exportedShare(stream, cloud)} label={`Share of ${stream.name} in the cloud`} />}</td>
      <td>
        {cloud ? <Badge tone={tones[cloud.state] ?? 'neutral'}>{cloud.state}</Badge> : <span className={styles.muted}>stays on the edge</span>}
        {cloud?.error && <p className={styles.error}>{cloud.error}</p>}
      </td>
      <td className={styles.number}>{stream.newest < 0 ? '–' : formatCount(stream.newest)}</td>
      <td className={styles.number}>{!cloud || cloud.confirmed < 0 ? '–' : formatCount(cloud.confirmed)}</td>
      <td className={styles.number}>{formatCount(depth(stream))}</td>
      <td className={styles.number}>{formatBytes(stream.bytes)}</td>
    </tr>
  );
}
