import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../api/http';
import { facesQuery } from '../api/queries';
import { cameraHref } from '../lib/route';
import { formatClock, parseTime } from '../../../shared/lib/time';
import styles from '../pages/Page.module.css';
import { Card } from './Card';

/** The moment that the page was opened at, with the face that led here. */
export function MomentCard({ device, camera, at }: { device: string; camera: string; at: string }) {
  const { data: faces } = useQuery(facesQuery(48));
  const face = faces?.find(each => each.device === device && each.camera === camera && each.time === at);
  const time = parseTime(at);
  return (
    <Card title="Chosen moment" testId="moment">
      <div className={styles.moment}>
        {face && <img src={apiUrl(face.url)} alt="The face that was chosen" />}
        <p>
          {time === null ? 'This address holds no readable time.' : <time dateTime={at}>{formatClock(time)}</time>}
          <br />
          <a href={cameraHref(device, camera)}>Back to live</a>
        </p>
      </div>
    </Card>
  );
}
