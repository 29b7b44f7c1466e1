import { chooseTheme, useTheme, type ThemeChoice } from '../hooks/useTheme';
import { Icon, type IconName } from './Icon';
import styles from './ThemeToggle.module.css';

const next: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };
const icons: Record<ThemeChoice, IconName> = { system: 'system', light: 'sun', dark: 'moon' };

export function ThemeToggle() {
  const { choice } = useTheme();
  const label = `Theme: ${choice}. Change to ${next[choice]}`;
  return (
    <button type="button" className={styles.toggle} aria-label={label} title={label} onClick={() => chooseTheme(next[choice])}>
      <Icon name={icons[choice]} />
    </button>
  );
}
