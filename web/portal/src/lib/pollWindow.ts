const BehindMs = 1500; // what the player may still show after a small jump back
const AheadMs = 10_000; // detections arrive before the video that shows them

export interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * The span of detections to ask for next: from what is already known, or from just behind the player, to a little ahead of it.
 * Overlaps what is known by a moment, because frames of one instant may land in two commits.
 */
export function nextWindow(playingMs: number, oldestMs: number | null, newestMs: number | null): Span {
  const start = playingMs - BehindMs;
  const end = playingMs + AheadMs;
  const covered = oldestMs !== null && newestMs !== null && oldestMs <= playingMs && newestMs >= start;
  return { fromMs: covered ? Math.min(newestMs - 500, end - 500) : start, toMs: end };
}
