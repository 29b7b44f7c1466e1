import styles from './Switch.module.css';

interface SwitchProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  testId?: string;
}

export function Switch({ label, on, onChange, disabled = false, testId }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className={styles.switch}
      disabled={disabled}
      onClick={() => onChange(!on)}
      data-testid={testId}
    >
      <span>{label}</span>
      <i aria-hidden="true" />
    </button>
  );
}
