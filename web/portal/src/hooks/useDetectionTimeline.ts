import { useEffect, useState } from 'react';
import { fetchDetections } from '../api/api';
import { DetectionTimeline } from '../lib/detectionTimeline';
import { nextWindow } from '../lib/pollWindow';

const PollMs = 1000;
const KeepBehindMs = 30_000;

/**
 * Keeps the detections around the player's position at hand. Not in the query cache: it is a sliding window that each answer
 * extends, read for every picture without rendering anything.
 */
export function useDetectionTimeline(device: string, camera: string, enabled: boolean, playingMs: () => number | null): DetectionTimeline {
  const [known] = useState(() => new DetectionTimeline());
  useEffect(() => {
    if (!enabled) return undefined;
    const stopping = new AbortController();
    let asking = false;
    const poll = async () => {
      const at = playingMs();
      if (at === null || asking || document.hidden) return;
      asking = true;
      try {
        const { fromMs, toMs } = nextWindow(at, known.oldestMs, known.newestMs);
        known.add((await fetchDetections(device, camera, fromMs, toMs, stopping.signal)).frames);
        known.trim(at - KeepBehindMs);
      } catch {
        // The picture goes on without boxes; the tile's state and the page's banner tell that the cloud is away.
      } finally {
        asking = false;
      }
    };
    const timer = setInterval(() => void poll(), PollMs);
    void poll();
    return () => {
      stopping.abort();
      clearInterval(timer);
      known.clear();
    };
  }, [device, camera, enabled, playingMs, known]);
  return known;
}
