import { useQuery } from '@tanstack/react-query';
import { camerasQuery, statusQuery } from '../api/queries';
import { formatCount } from '../../../shared/lib/numbers';
import { formatDuration, parseTime } from '../../../shared/lib/time';
import { Stat } from './Stat';
import styles from './StatStrip.module.css';

/** The state of everything in one line of figures. */
export function StatStrip() {
  const { data: status } = useQuery(statusQuery);
  const { data: cameras } = useQuery(camerasQuery);
  const perMinute = cameras?.reduce((sum, camera) => sum + (camera.detectionsPerMinute ?? 0), 0);
  return (
    <dl className={styles.strip} aria-label="Key figures">
      <Stat name="Detections per minute" value={perMinute === undefined ? '–' : formatCount(perMinute)} note="all cameras" />
      <Stat name="Records in the lake" value={status ? formatCount(status.records.landed) : '–'} note={status && `${formatCount(status.records.received)} received`} />
      <Stat name="Video and pictures" value={status ? formatCount(status.media.landed) : '–'} note="media objects landed" />
      <Stat name="Camera to lake" value={status?.ingestLagMs == null ? '–' : formatDuration(status.ingestLagMs)} note="behind the present" />
      <Stat name="First row after" value={status ? startUp(status.startedAt, status.firstRowAt) : '–'} note={status && `picture after ${startUp(status.startedAt, status.firstPictureAt)}`} />
    </dl>
  );
}

function startUp(startedAt: string, firstAt: string | null): string {
  const started = parseTime(startedAt);
  const first = parseTime(firstAt);
  return started === null || first === null ? '–' : formatDuration(Math.max(0, first - started));
}
