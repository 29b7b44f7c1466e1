import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from './Button';
import { CardSkeleton } from './CardSkeleton';
import { Notice } from './Notice';
import { StaleBanner } from './StaleBanner';

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** What is being loaded, for "Loading …" and "Could not load …". */
  what: string;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  skeletonHeight?: number;
  children: (data: T) => ReactNode;
}

/** The four looks of anything that comes from the cloud: on its way, failed, empty, there (and, when an update failed, how old). */
export function Loaded<T>({ query, what, isEmpty, empty, skeletonHeight, children }: LoadedProps<T>) {
  const { data, error, dataUpdatedAt } = query;
  if (data === undefined) {
    if (!error) return <CardSkeleton label={`Loading ${what}`} {...(skeletonHeight ? { height: skeletonHeight } : {})} />;
    return (
      <Notice tone="bad" title={`Could not load ${what}`} action={<Button onClick={() => void query.refetch()}>Try again</Button>}>
        {error.message}
      </Notice>
    );
  }
  return (
    <>
      {error && <StaleBanner knownAtMs={dataUpdatedAt} reason={error.message} />}
      {isEmpty?.(data) ? empty : children(data)}
    </>
  );
}
