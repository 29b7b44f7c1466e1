import { useCallback, useRef } from 'react';
import { apiUrl } from '../api/http';
import type { Camera } from '../api/responses/cameras';
import { useDetectionTimeline } from '../hooks/useDetectionTimeline';
import { useLivePlayer } from '../hooks/useLivePlayer';
import type { Liveness } from '../lib/liveness';
import styles from './LiveVideo.module.css';
import { Overlay } from './Overlay';

interface LiveVideoProps {
  camera: Camera;
  liveness: Liveness;
  boxes: boolean;
  /** Moment to show instead of the present, in milliseconds since the epoch. */
  atMs?: number | null;
}

/** A camera's video with what was seen in it drawn on top. When it stands still, it says why. */
export function LiveVideo({ camera, liveness, boxes, atMs = null }: LiveVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  const playlist = camera.lastFragmentAt === null ? null : apiUrl(camera.playlist);
  const { player, state, missed } = useLivePlayer(video, playlist, atMs);
  const playingMs = useCallback(() => player.current?.wallClockMs(video.current?.currentTime ?? 0) ?? null, [player]);
  const timeline = useDetectionTimeline(camera.device, camera.camera, boxes && playlist !== null, playingMs);
  const name = `${camera.camera} on ${camera.device}`;
  return (
    <div className={styles.stage}>
      <video
        ref={video}
        className={styles.video}
        muted
        playsInline
        autoPlay
        disablePictureInPicture
        {...(camera.snapshot ? { poster: apiUrl(camera.snapshot) } : {})}
        data-testid="live-video"
        data-state={state}
        aria-label={`Live video of ${name}`}
      />
      {boxes && <Overlay video={video} player={player} timeline={timeline} label={`Detections of ${name}`} />}
      {liveness.reason ? (
        <p className={styles.reason} role="status">
          {liveness.reason}
        </p>
      ) : (
        state !== 'playing' && <p className={styles.pending}>{state === 'loading' ? 'Opening the video…' : 'The video paused; trying again…'}</p>
      )}
      {missed && <p className={styles.reason}>That moment has left the live window. This is the camera now; the picture of the moment is beside it.</p>}
    </div>
  );
}
