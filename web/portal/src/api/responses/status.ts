/** GET /status: what this cloud process has taken in since it started. */
export interface CloudStatus {
  version: string;
  startedAt: string;
  firstRowAt: string | null;
  firstPictureAt: string | null;
  records: { received: number; landed: number; duplicates: number; quarantined: number };
  media: { received: number; landed: number; duplicates: number };
  ingestLagMs: number | null;
  /** Why records are not landing right now; null where all is well. */
  error: string | null;
}
