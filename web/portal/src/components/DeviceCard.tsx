import type { DeviceStreams } from '../api/responses/streams';
import { formatAgo, parseTime } from '../../../shared/lib/time';
import { Badge } from './Badge';
import { Card } from './Card';
import { StaleBanner } from './StaleBanner';
import { StreamTable } from './StreamTable';

/** A gateway by its last report. */
export function DeviceCard({ device, now }: { device: DeviceStreams; now: number }) {
  const reported = parseTime(device.reportedAt);
  return (
    <Card
      title={device.device}
      hint={reported === null ? 'No report yet' : `Reported ${formatAgo(now - reported)}`}
      actions={<Badge tone={device.stale ? 'warn' : 'good'}>{device.stale ? 'not heard' : 'reporting'}</Badge>}
      flush
      testId="device"
    >
      {device.stale && reported !== null && (
        <StaleBanner knownAtMs={reported} reason="The gateway is not heard: its link, its power or the broker. It records on and reports when it is back." />
      )}
      <StreamTable streams={device.streams} device={device.device} />
    </Card>
  );
}
