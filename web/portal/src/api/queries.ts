// The query cache's view of the API: what is asked how often. Nothing is asked while the page is hidden.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as api from './api';

export const statusQuery = queryOptions({ queryKey: ['status'], queryFn: ({ signal }) => api.fetchStatus(signal), refetchInterval: 2000 });
export const camerasQuery = queryOptions({ queryKey: ['cameras'], queryFn: ({ signal }) => api.fetchCameras(signal), refetchInterval: 2000 });
export const streamsQuery = queryOptions({ queryKey: ['streams'], queryFn: ({ signal }) => api.fetchStreams(signal), refetchInterval: 2000 });
export const tablesQuery = queryOptions({ queryKey: ['tables'], queryFn: ({ signal }) => api.fetchTables(signal), refetchInterval: 5000 });
export const jobsQuery = queryOptions({ queryKey: ['jobs'], queryFn: ({ signal }) => api.fetchJobs(signal), refetchInterval: 5000 });

export const facesQuery = (limit: number) =>
  queryOptions({ queryKey: ['faces', limit], queryFn: ({ signal }) => api.fetchFaces(limit, signal), refetchInterval: 3000 });

export const detectionsChartQuery = (minutes: number) =>
  queryOptions({
    queryKey: ['charts', 'detections', minutes],
    queryFn: ({ signal }) => api.fetchDetectionsChart(minutes, signal),
    refetchInterval: 3000,
    placeholderData: keepPreviousData,
  });

export const readingsChartQuery = (minutes: number) =>
  queryOptions({
    queryKey: ['charts', 'readings', minutes],
    queryFn: ({ signal }) => api.fetchReadingsChart(minutes, signal),
    refetchInterval: 3000,
    placeholderData: keepPreviousData,
  });

/** Asked once a second in a demo; where there is none, asked once and never again. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => api.fetchDemo(signal),
  refetchInterval: query => (query.state.data === null ? false : 1000),
});
