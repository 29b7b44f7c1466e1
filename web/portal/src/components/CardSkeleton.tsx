import styles from './CardSkeleton.module.css';

/** The place of something that is on its way. */
export function CardSkeleton({ label, height = 160 }: { label: string; height?: number }) {
  return (
    <div className={styles.skeleton} style={{ height }} role="status">
      <span className="visually-hidden">{label}</span>
    </div>
  );
}
