import styles from './ShareBar.module.css';

/** How much of something is done, as a bar; the number is beside it in the table. */
export function ShareBar({ share, label }: { share: number; label: string }) {
  const percent = Math.round(share * 1000) / 10;
  return (
    <div className={styles.bar} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <i style={{ width: `${percent}%` }} data-full={share >= 0.995} />
    </div>
  );
}
