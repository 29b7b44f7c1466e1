/** GET /jobs: a job of the lake and how its last run went. */
export interface LakeJob {
  name: string;
  schedule?: string | null;
  description?: string | null;
  running?: boolean;
  lastRun?: JobRun | null;
}

export interface JobRun {
  startedAt?: string | null;
  finishedAt?: string | null;
  succeeded?: boolean;
  rows?: number | null;
  elapsedMs?: number | null;
  error?: string | null;
}
