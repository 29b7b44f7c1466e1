import { useMemo, useSyncExternalStore } from 'react';
import { parseRoute, withParameters, type Route } from '../lib/route';

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Puts view state into the address without a new entry in the history. */
export function replaceParameters(changes: Record<string, string | null>): void {
  const { pathname, search, hash } = window.location;
  window.history.replaceState(null, '', pathname + search + withParameters(hash, changes));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
