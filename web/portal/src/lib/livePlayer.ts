import type HlsType from 'hls.js';
import type { Fragment } from 'hls.js';

export type PlayerState = 'loading' | 'playing' | 'retrying';

const RetryFirstMs = 1000;
const RetryLongestMs = 8000;

/**
 * Plays a camera's live playlist in a video element, muted, a few seconds behind the camera, and tells the wall-clock time of
 * the picture that is shown. Never gives up: after an error it asks again, with growing pauses.
 */
export class LivePlayer {
  private hls: HlsType | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private retryMs = RetryFirstMs;
  private closed = false;
  private sought = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly playlist: string,
    /** The moment to start at, in milliseconds since the epoch; null for the live edge. */
    private readonly atMs: number | null,
    private readonly onState: (state: PlayerState) => void,
    /** Called once when the moment asked for is not in the playlist any more (or not yet); the live edge is shown then. */
    private readonly onMissed: () => void,
  ) {
    video.addEventListener('playing', this.reportPlaying);
  }

  async open(): Promise<void> {
    const { default: Hls, Events, ErrorTypes } = await import('hls.js/light');
    if (this.closed) return;
    if (!Hls.isSupported()) {
      this.video.src = this.playlist; // Safari on older phones plays HLS by itself
      this.play();
      return;
    }
    const hls = new Hls({
      enableWorker: false, // fragments are fMP4 already, so there is nothing to repackage; and a blob worker needs a laxer CSP
      lowLatencyMode: true,
      backBufferLength: 30,
      maxBufferLength: 20,
      liveSyncDuration: 3,
      ...(this.atMs === null ? { liveMaxLatencyDuration: 10, maxLiveSyncPlaybackRate: 1.2 } : {}),
    });
    this.hls = hls;
    hls.on(Events.MANIFEST_PARSED, () => this.play());
    hls.on(Events.FRAG_BUFFERED, () => {
      this.retryMs = RetryFirstMs;
      this.seekOnce();
    });
    hls.on(Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.reloadLater();
    });
    hls.loadSource(this.playlist);
    hls.attachMedia(this.video);
  }

  /** Capture time of the picture at `mediaTime` seconds of the element, or null while nothing plays. */
  wallClockMs(mediaTime: number): number | null {
    if (this.hls) {
      const playing = this.hls.playingDate?.getTime();
      return playing === undefined ? null : playing + (mediaTime - this.video.currentTime) * 1000;
    }
    const start = (this.video as { getStartDate?: () => Date }).getStartDate?.().getTime();
    return start === undefined || Number.isNaN(start) ? null : start + mediaTime * 1000;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    this.video.removeEventListener('playing', this.reportPlaying);
    this.hls?.destroy();
    this.video.removeAttribute('src');
  }

  private readonly reportPlaying = () => this.onState('playing');

  private play(): void {
    this.video.play().catch(() => this.onState('retrying')); // refused or interrupted: the element shows its poster
  }

  private reloadLater(): void {
    this.onState('retrying');
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.hls?.loadSource(this.playlist), this.retryMs);
    this.retryMs = Math.min(RetryLongestMs, this.retryMs * 2);
  }

  private seekOnce(): void {
    if (this.atMs === null || this.sought || !this.hls) return;
    this.sought = true;
    const position = positionOf(this.hls.latestLevelDetails?.fragments ?? [], this.atMs);
    if (position === null) this.onMissed();
    else this.video.currentTime = position;
  }
}

/** Where on the player's time line a moment lies, in seconds, or null when no fragment holds it. */
export function positionOf(fragments: readonly Pick<Fragment, 'programDateTime' | 'start' | 'duration'>[], atMs: number): number | null {
  for (const { programDateTime, start, duration } of fragments) {
    if (programDateTime !== null && atMs >= programDateTime && atMs < programDateTime + duration * 1000) {
      return start + (atMs - programDateTime) / 1000;
    }
  }
  return null;
}
