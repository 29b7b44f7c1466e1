import type HlsType from 'hls.js';
import type { GatewayCamera } from './api';
import { element } from './dom';

/** The picture of a camera: its latest frame, renewed with each update, or on request the live video. */
export class CameraStage {
  readonly element: HTMLElement;
  private readonly image: HTMLImageElement;
  private readonly button: HTMLButtonElement;
  private video: HTMLVideoElement | null = null;
  private hls: HlsType | null = null;
  private playlist: string | null = null;
  private loading = false;

  constructor(private readonly name: string) {
    this.image = element('img', { alt: `Latest frame of ${name}`, 'data-testid': 'latest', hidden: '' });
    this.button = element('button', { type: 'button', class: 'live' }, 'Live video');
    this.button.addEventListener('click', () => (this.video ? this.stop() : void this.play()));
    this.element = element('div', { class: 'stage' }, this.image, this.button);
  }

  update(camera: GatewayCamera): void {
    this.playlist = camera.playlist;
    this.button.hidden = camera.captured === 0;
    if (camera.captured > 0 && !this.video) this.renew(camera.latest);
  }

  /** Swaps the frame only once the new one has arrived whole, so that nothing flickers; one request at a time. */
  private renew(address: string): void {
    if (this.loading) return;
    this.loading = true;
    const next = new Image();
    next.onload = () => {
      this.loading = false;
      this.image.src = next.src;
      this.image.hidden = false;
    };
    next.onerror = () => {
      this.loading = false; // no frame yet, or it is just being written: the next update asks again
    };
    next.src = `${address}?${Date.now()}`;
  }

  private async play(): Promise<void> {
    if (this.playlist === null) return;
    const video = element('video', { 'aria-label': `Live video of ${this.name}`, playsinline: '' });
    video.muted = true;
    this.video = video;
    this.element.prepend(video);
    this.button.textContent = 'Latest frame';
    const { default: Hls, Events } = await import('hls.js/light');
    if (this.video !== video) return; // stopped while the player was loading
    if (!Hls.isSupported()) video.src = this.playlist;
    else {
      this.hls = new Hls({ enableWorker: false, liveSyncDuration: 2, liveMaxLatencyDuration: 8, maxLiveSyncPlaybackRate: 1.2, backBufferLength: 10 });
      this.hls.on(Events.ERROR, (_, error) => {
        if (error.fatal) this.stop();
      });
      this.hls.loadSource(this.playlist);
      this.hls.attachMedia(video);
    }
    video.autoplay = true;
  }

  private stop(): void {
    this.hls?.destroy();
    this.hls = null;
    this.video?.remove();
    this.video = null;
    this.button.textContent = 'Live video';
  }
}
