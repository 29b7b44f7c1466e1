import { createContext, useContext } from 'react';
import type { Demo } from '../api/responses/demo';
import type { BacklogSample } from '../lib/backlog';

export interface DemoView {
  /** Null where this cloud is no demo, or before the first answer. */
  demo: Demo | null;
  history: readonly BacklogSample[];
}

export const DemoContext = createContext<DemoView>({ demo: null, history: [] });

export function useDemo(): DemoView {
  return useContext(DemoContext);
}
