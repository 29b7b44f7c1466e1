import type { DetectionFrame } from '../api/responses/detections';
import { parseTime } from '../../../shared/lib/time';

interface TimedFrame {
  timeMs: number;
  frame: DetectionFrame;
}

/**
 * The analysed frames around what is being watched, in the order of their times: the polls add, the player picks.
 * Bounded by `trim`, which the poller calls with the position of the player.
 */
export class DetectionTimeline {
  private frames: TimedFrame[] = [];

  get length(): number {
    return this.frames.length;
  }

  get oldestMs(): number | null {
    return this.frames[0]?.timeMs ?? null;
  }

  get newestMs(): number | null {
    return this.frames.at(-1)?.timeMs ?? null;
  }

  /** Takes in a poll's answer. Polls overlap: a frame that is already here (same time) is not taken twice. */
  add(frames: readonly DetectionFrame[]): void {
    for (const frame of frames) {
      const timeMs = parseTime(frame.time);
      if (timeMs === null) continue;
      const at = this.firstAtOrAfter(timeMs);
      if (this.frames[at]?.timeMs === timeMs) continue;
      this.frames.splice(at, 0, { timeMs, frame });
    }
  }

  /** The frame nearest to a moment, or null when none is within the tolerance: better no box than one that is out of date. */
  pick(timeMs: number, toleranceMs: number): DetectionFrame | null {
    const after = this.firstAtOrAfter(timeMs);
    const candidates = [this.frames[after - 1], this.frames[after]].filter(each => each !== undefined);
    const nearest = candidates.sort((a, b) => Math.abs(a.timeMs - timeMs) - Math.abs(b.timeMs - timeMs))[0];
    return nearest && Math.abs(nearest.timeMs - timeMs) <= toleranceMs ? nearest.frame : null;
  }

  /** Forgets what lies before a moment. */
  trim(beforeMs: number): void {
    this.frames.splice(0, this.firstAtOrAfter(beforeMs));
  }

  clear(): void {
    this.frames = [];
  }

  private firstAtOrAfter(timeMs: number): number {
    let low = 0;
    let high = this.frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.frames[middle]!.timeMs < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
