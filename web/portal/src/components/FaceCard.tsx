import { apiUrl } from '../api/http';
import type { Face } from '../api/responses/faces';
import { cameraHref } from '../lib/route';
import { formatAgo, formatClock, parseTime } from '../../../shared/lib/time';
import styles from './Faces.module.css';

/** A face crop; a click shows its camera at that moment. */
export function FaceCard({ face, now }: { face: Face; now: number }) {
  const time = parseTime(face.time) ?? now;
  const when = `${face.camera}, ${formatClock(time)}, score ${face.score.toFixed(2)}`;
  return (
    <a className={styles.face} href={cameraHref(face.device, face.camera, face.time)} title={when} aria-label={`Face at ${when}`}>
      <img src={apiUrl(face.url)} alt="" decoding="async" width={face.width} height={face.height} data-testid="face" />
      <span>
        <b>{face.camera}</b>
        <time dateTime={face.time}>{formatAgo(now - time)}</time>
      </span>
    </a>
  );
}
