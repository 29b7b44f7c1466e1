import type { StreamState } from '../../../../shared/lib/streams';

/** GET /streams: a device and the streams that it last reported. */
export interface DeviceStreams {
  device: string;
  reportedAt: string | null;
  stale: boolean;
  streams: StreamState[];
}
