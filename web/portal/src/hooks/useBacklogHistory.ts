import { useEffect, useState } from 'react';
import type { Demo } from '../api/responses/demo';
import { remember, sampleOf, type BacklogSample } from '../lib/backlog';

const KeptSamples = 300; // five minutes at one a second

/** What each stream owed to the cloud while this page was open: the edge tells only the present. */
export function useBacklogHistory(demo: Demo | null | undefined, updatedAtMs: number): readonly BacklogSample[] {
  const [history, setHistory] = useState<readonly BacklogSample[]>([]);
  useEffect(() => {
    const streams = demo?.edge.streams;
    if (streams) setHistory(before => remember(before, sampleOf(updatedAtMs, streams), KeptSamples));
  }, [demo, updatedAtMs]);
  return history;
}
