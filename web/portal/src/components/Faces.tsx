import { useQuery } from '@tanstack/react-query';
import { facesQuery } from '../api/queries';
import type { Face } from '../api/responses/faces';
import { useNow } from '../hooks/useNow';
import { Card } from './Card';
import { FaceCard } from './FaceCard';
import styles from './Faces.module.css';
import { Loaded } from './Loaded';
import { Notice } from './Notice';

const MostShown = 24;

/** The newest faces, of every camera or of one. */
export function Faces({ device, camera, limit = 24 }: { device?: string; camera?: string; limit?: number }) {
  const faces = useQuery(facesQuery(limit));
  const now = useNow();
  const shown = (list: Face[]) => list.filter(face => camera === undefined || (face.camera === camera && face.device === device));
  return (
    <Card title="Newest faces" hint="Select one to see its camera at that moment" testId="faces">
      <Loaded
        query={faces}
        what="the faces"
        isEmpty={list => shown(list).length === 0}
        empty={
          <Notice icon="camera" title="No face yet">
            Crops appear a few seconds after a camera sees a face.
          </Notice>
        }
      >
        {list => (
          <div className={styles.strip}>
            {shown(list).slice(0, MostShown).map(face => (
              <FaceCard key={face.url} face={face} now={now} />
            ))}
          </div>
        )}
      </Loaded>
    </Card>
  );
}
