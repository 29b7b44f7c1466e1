/** GET /tables: one table of the lake. */
export interface LakeTable {
  name: string;
  rows: number;
  files: number;
  bytes: number;
  version: number;
  lastCommitAt: string | null;
}
