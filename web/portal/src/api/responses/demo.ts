import type { StreamState } from '../../../../shared/lib/streams';

export type LinkState = 'up' | 'cut';

/** GET /demo: the link between edge and cloud, and the streams as the edge itself sees them, also while the link is cut. */
export interface Demo {
  link: LinkState;
  /** Null while the edge is starting, or does not answer. */
  edge: { page: string | null; streams: StreamState[] | null };
}
