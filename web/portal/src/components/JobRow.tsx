import { useMutation, useQueryClient } from '@tanstack/react-query';
import { runJob } from '../api/api';
import { jobsQuery, tablesQuery } from '../api/queries';
import type { LakeJob } from '../api/responses/jobs';
import { useNow } from '../hooks/useNow';
import { formatCount } from '../../../shared/lib/numbers';
import { formatAgo, formatDuration, parseTime } from '../../../shared/lib/time';
import { Button } from './Button';
import { Icon } from './Icon';
import styles from './JobRow.module.css';

export function JobRow({ job }: { job: LakeJob }) {
  const queries = useQueryClient();
  const now = useNow();
  const run = useMutation({
    mutationFn: () => runJob(job.name),
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: jobsQuery.queryKey }), queries.invalidateQueries({ queryKey: tablesQuery.queryKey })]),
  });
  const running = run.isPending || job.running;
  const failure = run.error?.message ?? job.lastRun?.error;
  return (
    <li className={styles.job} data-testid="job-row" data-job={job.name}>
      <div className={styles.facts}>
        <h3>{job.name}</h3>
        <p>{[job.description, job.schedule ?? 'by hand', lastRun(job, now)].filter(Boolean).join(' · ')}</p>
        {failure && <p className={styles.failure}>{failure}</p>}
      </div>
      <Button disabled={running} onClick={() => run.mutate()} aria-label={`Run job ${job.name}`}>
        <Icon name="play" size={14} />
        {running ? 'Running…' : 'Run now'}
      </Button>
    </li>
  );
}

function lastRun(job: LakeJob, now: number): string {
  const run = job.lastRun;
  const started = parseTime(run?.startedAt);
  if (!run || started === null) return 'not run yet';
  return `last run ${formatAgo(now - started - run.durationMs)}: ${formatCount(run.rowsWritten)} rows in ${formatDuration(run.durationMs)}`;
}
