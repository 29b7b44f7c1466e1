import { CameraWall } from '../components/CameraWall';
import { DemoCard } from '../components/DemoCard';
import { DetectionsCard } from '../components/DetectionsCard';
import { Faces } from '../components/Faces';
import { ReadingsCard } from '../components/ReadingsCard';
import { StatStrip } from '../components/StatStrip';
import styles from './Page.module.css';

/** Everything at a glance: cameras, faces, charts, and in a demo the link. */
export function OverviewPage() {
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">Overview</h1>
      <StatStrip />
      <div className={styles.overview}>
        <div className={styles.side}>
          <CameraWall />
          <div className={styles.pair}>
            <DetectionsCard />
            <ReadingsCard />
          </div>
        </div>
        <div className={styles.side}>
          <DemoCard />
          <Faces limit={12} />
        </div>
      </div>
    </div>
  );
}
