import type { ReactNode } from 'react';
import type { Camera } from '../api/responses/cameras';
import { cameraLiveness } from '../lib/liveness';
import { formatCount } from '../../../shared/lib/numbers';
import { formatAgo, parseTime } from '../../../shared/lib/time';
import styles from '../pages/Page.module.css';
import { Badge } from './Badge';
import { Card } from './Card';

export function CameraFacts({ camera, now, children }: { camera: Camera; now: number; children: ReactNode }) {
  const liveness = cameraLiveness(camera, now);
  const ago = (time: string | null) => {
    const ms = parseTime(time);
    return ms === null ? 'none yet' : formatAgo(now - ms);
  };
  return (
    <Card title="This camera" actions={children}>
      <dl className={styles.facts}>
        <dt>State</dt>
        <dd>
          <Badge tone={liveness.tone}>{liveness.word}</Badge>
        </dd>
        <dt>Picture</dt>
        <dd>{camera.width && camera.height ? `${camera.width} × ${camera.height}` : '–'}</dd>
        <dt>Model</dt>
        <dd>{camera.model ?? '–'}</dd>
        <dt>Detections per minute</dt>
        <dd>{formatCount(camera.detectionsPerMinute ?? 0)}</dd>
        <dt>Newest video</dt>
        <dd>{ago(camera.lastFragmentAt)}</dd>
        <dt>Newest detection</dt>
        <dd>{ago(camera.lastDetectionAt)}</dd>
      </dl>
    </Card>
  );
}
