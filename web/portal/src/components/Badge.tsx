import styles from './Badge.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'neutral';

/** A state in one word, with a dot; the word says it too, so that colour is never alone. */
export function Badge({ tone, children, pulse = false }: { tone: Tone; children: React.ReactNode; pulse?: boolean }) {
  return (
    <span className={`${styles.badge} ${styles[tone]} ${pulse ? styles.pulse : ''}`}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}
