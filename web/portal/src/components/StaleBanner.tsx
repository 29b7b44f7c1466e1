import { useNow } from '../hooks/useNow';
import { formatAgo } from '../../../shared/lib/time';
import { Icon } from './Icon';
import styles from './StaleBanner.module.css';

/** Said above data that could not be brought up to date. */
export function StaleBanner({ knownAtMs, reason }: { knownAtMs: number; reason: string }) {
  const now = useNow();
  return (
    <p className={styles.banner} role="status">
      <Icon name="alert" size={16} />
      <span>
        <strong>As known {formatAgo(now - knownAtMs)}.</strong> {reason}
      </span>
    </p>
  );
}
