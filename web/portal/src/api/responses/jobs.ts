/** GET /jobs: a job of the lake and how its last run went. */
export interface LakeJob {
  name: string;
  description: string;
  /** Cron expression with seconds, in UTC; null for a job that is only run by hand. */
  schedule: string | null;
  source: string;
  target: string;
  running: boolean;
  nextRunAt: string | null;
  /** Newest run of this cloud process. */
  lastRun: JobRun | null;
}

/** POST /jobs/{name}/run answers with one, when the run is over. */
export interface JobRun {
  startedAt: string;
  durationMs: number;
  rowsRead: number;
  rowsWritten: number;
  error?: string | null;
}
