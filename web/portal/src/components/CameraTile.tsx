import type { Camera } from '../api/responses/cameras';
import { cameraLiveness } from '../lib/liveness';
import { cameraHref } from '../lib/route';
import { Badge } from './Badge';
import styles from './CameraTile.module.css';
import { Icon } from './Icon';
import { LiveVideo } from './LiveVideo';

/** One camera of the wall. */
export function CameraTile({ camera, now, boxes }: { camera: Camera; now: number; boxes: boolean }) {
  const liveness = cameraLiveness(camera, now);
  return (
    <article className={styles.tile} aria-label={`Camera ${camera.camera}`} data-testid="camera-tile" data-camera={camera.camera}>
      <LiveVideo camera={camera} liveness={liveness} boxes={boxes} />
      <footer className={styles.footer}>
        <div className={styles.names}>
          <h3>
            <a href={cameraHref(camera.device, camera.camera)}>{camera.camera}</a>
          </h3>
          <p>{[camera.device, camera.model, sizeOf(camera)].filter(Boolean).join(' · ')}</p>
        </div>
        <div className={styles.facts}>
          <span title="Detections in the last minute">
            <strong>{Math.round(camera.detectionsPerMinute ?? 0)}</strong> / min
          </span>
          <Badge tone={liveness.tone} pulse={liveness.tone === 'good'}>
            {liveness.word}
          </Badge>
          <a className={styles.open} href={cameraHref(camera.device, camera.camera)} aria-label={`Open camera ${camera.camera}`}>
            <Icon name="expand" size={16} />
          </a>
        </div>
      </footer>
    </article>
  );
}

function sizeOf(camera: Camera): string | null {
  return camera.width && camera.height ? `${camera.width}×${camera.height}` : null;
}
