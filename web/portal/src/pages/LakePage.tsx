import { JobList } from '../components/JobList';
import { LakeTables } from '../components/LakeTables';
import styles from './Page.module.css';

export function LakePage() {
  return (
    <div className={styles.page}>
      <div className={styles.heading}>
        <h1>Lake</h1>
        <p>What has landed, and the jobs that refine it.</p>
      </div>
      <LakeTables />
      <JobList />
    </div>
  );
}
