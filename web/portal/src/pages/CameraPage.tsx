import { useQuery } from '@tanstack/react-query';
import { camerasQuery } from '../api/queries';
import type { Camera } from '../api/responses/cameras';
import { CameraFacts } from '../components/CameraFacts';
import { DetectionsCard } from '../components/DetectionsCard';
import { Faces } from '../components/Faces';
import { Icon } from '../components/Icon';
import { LiveVideo } from '../components/LiveVideo';
import { Loaded } from '../components/Loaded';
import { MomentCard } from '../components/MomentCard';
import { Notice } from '../components/Notice';
import { Switch } from '../components/Switch';
import { useNow } from '../hooks/useNow';
import { replaceParameters, useRoute } from '../hooks/useRoute';
import { cameraLiveness } from '../lib/liveness';
import { pageHref } from '../lib/route';
import { parseTime } from '../../../shared/lib/time';
import styles from './Page.module.css';

/** One camera, large: live, or at a moment when `at` is in the address. */
export function CameraPage({ device, camera, at }: { device: string; camera: string; at: string | null }) {
  const cameras = useQuery(camerasQuery);
  const boxes = useRoute().parameters.get('boxes') !== 'off';
  const now = useNow();
  const find = (list: Camera[]) => list.find(each => each.device === device && each.camera === camera);
  return (
    <div className={styles.page}>
      <a className={styles.back} href={pageHref('overview')}>
        <Icon name="back" size={15} /> All cameras
      </a>
      <div className={styles.heading}>
        <h1>{camera}</h1>
        <p>on {device}</p>
      </div>
      <Loaded
        query={cameras}
        what="the camera"
        skeletonHeight={420}
        isEmpty={list => find(list) === undefined}
        empty={
          <Notice icon="camera" title={`No camera “${camera}” on ${device}`}>
            It may have another name by now. Go back to all cameras.
          </Notice>
        }
      >
        {list => (
          <div className={styles.overview}>
            <div className={styles.side}>
              <div className={styles.player}>
                <LiveVideo key={at} camera={find(list)!} liveness={cameraLiveness(find(list)!, now)} boxes={boxes} atMs={parseTime(at)} />
              </div>
              <DetectionsCard device={device} camera={camera} />
            </div>
            <div className={styles.side}>
              {at !== null && <MomentCard device={device} camera={camera} at={at} />}
              <CameraFacts camera={find(list)!} now={now}>
                <Switch label="Boxes" on={boxes} onChange={on => replaceParameters({ boxes: on ? null : 'off' })} />
              </CameraFacts>
              <Faces device={device} camera={camera} limit={48} />
            </div>
          </div>
        )}
      </Loaded>
    </div>
  );
}
