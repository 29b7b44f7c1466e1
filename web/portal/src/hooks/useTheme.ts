import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';

const Key = 'shoreline.theme';
const Changed = 'shoreline:theme';

/** What was chosen, and what that comes to at this moment. */
export function useTheme(): { choice: ThemeChoice; shown: 'light' | 'dark' } {
  const choice = useSyncExternalStore(subscribe, chosen);
  const shown = useSyncExternalStore(subscribe, shownNow);
  return { choice, shown };
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
  try {
    if (choice === 'system') localStorage.removeItem(Key);
    else localStorage.setItem(Key, choice);
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
  window.dispatchEvent(new Event(Changed));
}

function chosen(): ThemeChoice {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function shownNow(): 'light' | 'dark' {
  const choice = chosen();
  return choice === 'system' ? (systemIsDark().matches ? 'dark' : 'light') : choice;
}

function subscribe(changed: () => void): () => void {
  const system = systemIsDark();
  system.addEventListener('change', changed);
  window.addEventListener(Changed, changed);
  return () => {
    system.removeEventListener('change', changed);
    window.removeEventListener(Changed, changed);
  };
}

function systemIsDark(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}
