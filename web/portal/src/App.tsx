import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { demoQuery } from './api/queries';
import styles from './App.module.css';
import { CardSkeleton } from './components/CardSkeleton';
import { Header } from './components/Header';
import { DemoContext } from './hooks/DemoContext';
import { useBacklogHistory } from './hooks/useBacklogHistory';
import { useRoute } from './hooks/useRoute';
import type { Route } from './lib/route';
import { OverviewPage } from './pages/OverviewPage';

const CameraPage = lazy(async () => ({ default: (await import('./pages/CameraPage')).CameraPage }));
const StreamsPage = lazy(async () => ({ default: (await import('./pages/StreamsPage')).StreamsPage }));
const LakePage = lazy(async () => ({ default: (await import('./pages/LakePage')).LakePage }));
const QueryPage = lazy(async () => ({ default: (await import('./pages/QueryPage')).QueryPage }));

const titles = { overview: 'Overview', camera: 'Camera', streams: 'Streams', lake: 'Lake', query: 'Query' };

export function App() {
  const route = useRoute();
  const { data: demo, dataUpdatedAt } = useQuery(demoQuery);
  const history = useBacklogHistory(demo, dataUpdatedAt);
  const view = useMemo(() => ({ demo: demo ?? null, history }), [demo, history]);
  useEffect(() => {
    document.title = `${route.camera ?? titles[route.page]} · Shoreline`;
  }, [route]);
  return (
    <DemoContext value={view}>
      <a className={styles.skip} href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <Header page={route.page} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<CardSkeleton label="Loading the page" />}>{pageOf(route)}</Suspense>
      </main>
    </DemoContext>
  );
}

function pageOf(route: Route) {
  switch (route.page) {
    case 'camera':
      return <CameraPage device={route.device!} camera={route.camera!} at={route.parameters.get('at')} />;
    case 'streams':
      return <StreamsPage />;
    case 'lake':
      return <LakePage />;
    case 'query':
      return <QueryPage initialSql={route.parameters.get('sql')} />;
    default:
      return <OverviewPage />;
  }
}

function skipToMain(event: React.MouseEvent): void {
  event.preventDefault(); // the # of the address names the page
  document.getElementById('main')?.focus();
}
