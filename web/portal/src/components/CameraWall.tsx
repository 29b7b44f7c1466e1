import { useQuery } from '@tanstack/react-query';
import { camerasQuery } from '../api/queries';
import { useNow } from '../hooks/useNow';
import { replaceParameters, useRoute } from '../hooks/useRoute';
import { plural } from '../../../shared/lib/numbers';
import { CameraTile } from './CameraTile';
import styles from './CameraWall.module.css';
import { Card } from './Card';
import { Loaded } from './Loaded';
import { Notice } from './Notice';
import { Switch } from './Switch';

/** Every camera that the cloud has heard of, live. */
export function CameraWall() {
  const cameras = useQuery(camerasQuery);
  const boxes = useRoute().parameters.get('boxes') !== 'off';
  const now = useNow();
  const live = cameras.data?.filter(camera => camera.state === 'live').length ?? 0;
  return (
    <Card
      title="Cameras"
      hint={cameras.data ? `${live} of ${plural(cameras.data.length, 'camera')} live` : 'Looking for cameras'}
      actions={<Switch label="Boxes" on={boxes} onChange={on => replaceParameters({ boxes: on ? null : 'off' })} />}
      testId="camera-wall"
    >
      <Loaded
        query={cameras}
        what="the cameras"
        skeletonHeight={360}
        isEmpty={list => list.length === 0}
        empty={
          <Notice icon="camera" title="No camera yet">
            Start a gateway with <code>shoreline edge --config edge.yaml</code>, or everything at once with <code>shoreline demo</code>. Its cameras appear
            here with their first record.
          </Notice>
        }
      >
        {list => (
          <div className={styles.wall} data-count={Math.min(list.length, 3)}>
            {list.map(camera => (
              <CameraTile key={`${camera.device}/${camera.camera}`} camera={camera} now={now} boxes={boxes} />
            ))}
          </div>
        )}
      </Loaded>
    </Card>
  );
}
