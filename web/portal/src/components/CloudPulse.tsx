import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../api/queries';
import { formatDuration } from '../../../shared/lib/time';
import { Badge } from './Badge';

/** Whether the cloud answers, and how far behind the cameras its tables are. */
export function CloudPulse() {
  const { data, error } = useQuery(statusQuery);
  if (error) return <Badge tone="bad">cloud does not answer</Badge>;
  if (data?.error) {
    return (
      <span title={data.error}>
        <Badge tone="bad">records do not land</Badge>
      </span>
    );
  }
  if (!data) return <Badge tone="neutral">connecting</Badge>;
  if (data.ingestLagMs === null) return <Badge tone="neutral">waiting for records</Badge>;
  const late = data.ingestLagMs > 10_000;
  return (
    <Badge tone={late ? 'warn' : 'good'} pulse={!late}>
      {formatDuration(data.ingestLagMs)} behind
    </Badge>
  );
}
