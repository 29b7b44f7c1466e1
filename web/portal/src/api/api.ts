// Everything that the portal asks of the cloud. One function an endpoint; the shapes are in responses/.
import { toRfc3339 } from '../../../shared/lib/time';
import { ApiError, get, send } from './http';
import type { Camera } from './responses/cameras';
import type { DetectionsChart, ReadingsChart } from './responses/charts';
import type { Demo, LinkState } from './responses/demo';
import type { DetectionFrames } from './responses/detections';
import type { Face } from './responses/faces';
import type { LakeJob } from './responses/jobs';
import type { QueryResult } from './responses/query';
import type { CloudStatus } from './responses/status';
import type { DeviceStreams } from './responses/streams';
import type { LakeTable } from './responses/tables';

export const fetchStatus = (signal?: AbortSignal) => get<CloudStatus>('status', signal);
export const fetchCameras = (signal?: AbortSignal) => get<Camera[]>('cameras', signal);
export const fetchFaces = (limit: number, signal?: AbortSignal) => get<Face[]>(`faces?limit=${limit}`, signal);
export const fetchStreams = (signal?: AbortSignal) => get<DeviceStreams[]>('streams', signal);
export const fetchTables = (signal?: AbortSignal) => get<LakeTable[]>('tables', signal);
export const fetchJobs = (signal?: AbortSignal) => get<LakeJob[]>('jobs', signal);
export const runJob = (name: string) => send<unknown>('POST', `jobs/${encodeURIComponent(name)}/run`);
export const runQuery = (sql: string, maxRows: number, signal?: AbortSignal) =>
  send<QueryResult>('POST', 'query', { sql, maxRows }, signal);
export const setLink = (link: LinkState) => send<unknown>('PUT', 'demo/link', { link });

export const fetchDetectionsChart = (minutes: number, signal?: AbortSignal) =>
  get<DetectionsChart>(`charts/detections?minutes=${minutes}`, signal);
export const fetchReadingsChart = (minutes: number, signal?: AbortSignal) =>
  get<ReadingsChart>(`charts/readings?minutes=${minutes}`, signal);

export function fetchDetections(device: string, camera: string, fromMs: number, toMs: number, signal?: AbortSignal) {
  const path = `cameras/${encodeURIComponent(device)}/${encodeURIComponent(camera)}/detections`;
  const span = new URLSearchParams({ from: toRfc3339(fromMs), to: toRfc3339(toMs) });
  return get<DetectionFrames>(`${path}?${span}`, signal);
}

/** Null where this cloud is no demo. */
export async function fetchDemo(signal?: AbortSignal): Promise<Demo | null> {
  try {
    return await get<Demo>('demo', signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
