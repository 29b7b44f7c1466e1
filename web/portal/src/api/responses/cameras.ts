export type CameraLiveness = 'live' | 'stale' | 'offline';

/** GET /cameras: one of the cameras that the cloud has heard of. */
export interface Camera {
  device: string;
  camera: string;
  state: CameraLiveness;
  lastFragmentAt: string | null;
  lastDetectionAt: string | null;
  width: number | null;
  height: number | null;
  model: string | null;
  detectionsPerMinute: number | null;
  playlist: string;
  snapshot: string | null;
}
