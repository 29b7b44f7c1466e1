// What the gateway tells about itself. The page speaks to nothing else.
import type { StreamState } from '../../shared/lib/streams';

export interface GatewayStatus {
  device: string;
  version: string;
  uptimeSeconds: number;
  /** Null where no cloud is set up. */
  cloud: { state: string; url: string | null } | null;
  components: Component[];
}

export interface Component {
  name: string;
  version: string;
  state: string;
  /** How long it has been in its state. */
  stateSeconds: number;
  /** Deployed by name, and not because another needs it. */
  isRoot: boolean;
  pid: number | null;
  restarts: number;
  errorCode: string | null;
  lastError: string | null;
  memoryBytes: number | null;
  /** Share of one core; null where it is not known. */
  cpu: number | null;
}

export interface GatewayCamera {
  name: string;
  state: string;
  source: string;
  captured: number;
  analysed: number;
  dropped: Record<string, number>;
  fps: number | null;
  model: string | null;
  latest: string;
  playlist: string;
  lastError: string | null;
}

export const fetchStatus = () => request<GatewayStatus>('api/status');
export const fetchStreams = () => request<StreamState[]>('api/streams');
export const fetchCameras = () => request<GatewayCamera[]>('api/cameras');
/** Null where no sensor runs, or where it does not answer at this moment. */
export async function fetchSensor(): Promise<{ on: boolean } | null> {
  const response = await fetch('api/sensor');
  return response.ok ? ((await response.json()) as { on: boolean }) : null;
}
export const setSensor = (on: boolean) =>
  request<unknown>('api/sensor', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ on }) });

async function request<T>(path: string, options?: RequestInit): Promise<T> {
  const response = await fetch(path, options).catch(() => {
    throw new Error('The gateway does not answer. Check that “shoreline edge” is running.');
  });
  const text = await response.text();
  if (!response.ok) throw new Error(problem(text) ?? `The gateway answered ${response.status} to ${path}.`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function problem(text: string): string | null {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: string; title?: string };
    return detail ?? title ?? null;
  } catch {
    return null; // not a problem document: the status has to do
  }
}
