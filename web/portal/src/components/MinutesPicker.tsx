import { replaceParameters, useRoute } from '../hooks/useRoute';
import styles from './MinutesPicker.module.css';

const choices = [2, 10, 60];

/** How far back the charts reach; kept in the address. */
export function MinutesPicker() {
  const minutes = useMinutes();
  return (
    <div className={styles.picker} role="group" aria-label="How far back">
      {choices.map(choice => (
        <button
          key={choice}
          type="button"
          aria-pressed={choice === minutes}
          onClick={() => replaceParameters({ minutes: choice === 10 ? null : String(choice) })}
        >
          {choice} min
        </button>
      ))}
    </div>
  );
}

export function useMinutes(): number {
  const chosen = Number(useRoute().parameters.get('minutes'));
  return choices.includes(chosen) ? chosen : 10;
}
