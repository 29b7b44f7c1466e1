// The account that a gateway gives of its streams (shoreline.device/1), as far as the pages show it.

export interface StreamExport {
  id: string;
  /** For people; absent in accounts of older gateways, as is all that is optional below. */
  name?: string | null;
  priority?: number;
  /** Sequence of the last record that the far end confirmed; −1 before the first. */
  confirmed: number;
  lag?: number;
  state: string;
  /** With state "closed": a time of day. */
  until?: string | null;
  error?: string | null;
  waitingBytes?: number;
  /** Age of the oldest record that waits. */
  lagSeconds?: number;
  outPerSecond?: number | null;
  /** Null while the backlog does not get less. */
  drainSeconds?: number | null;
  exportedRecords?: number;
  refused?: number;
}

export interface StreamState {
  name: string;
  oldest: number;
  /** Sequence of the newest record; −1 before the first. */
  newest: number;
  bytes: number;
  /** Records that the cloud has landed, where the cloud is asked. */
  landed?: number | null;
  evictedUnexported?: number;
  exports: StreamExport[];
  /** Why the gateway could not open it: then nothing else is known of it. */
  fault?: string | null;
}

/** Records that the stream still keeps and an export has not had confirmed yet. */
export function exportLag(stream: StreamState, exported: StreamExport): number {
  return exported.lag ?? Math.max(0, stream.newest - Math.max(exported.confirmed, stream.oldest - 1));
}

/** "closed until 22:00", "sending". */
export function stateText(exported: StreamExport): string {
  return exported.until ? `${exported.state} until ${exported.until}` : exported.state;
}

/** Records kept on the gateway at this moment. */
export function depth(stream: StreamState): number {
  return stream.newest < 0 ? 0 : stream.newest - stream.oldest + 1;
}

/** What waits for the cloud. A stream that is not exported there has no backlog. */
export function cloudLag(stream: StreamState): number {
  const cloud = stream.exports.find(each => each.id === 'cloud');
  return cloud ? exportLag(stream, cloud) : 0;
}

/** Share of the stream that the far end has, 0…1, measured over what the gateway still keeps. */
export function exportedShare(stream: StreamState, exported: StreamExport): number {
  const kept = depth(stream);
  if (kept === 0) return 1;
  return 1 - Math.min(1, exportLag(stream, exported) / kept);
}
