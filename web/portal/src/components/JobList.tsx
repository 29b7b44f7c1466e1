import { useQuery } from '@tanstack/react-query';
import { jobsQuery } from '../api/queries';
import { Card } from './Card';
import { JobRow } from './JobRow';
import { Loaded } from './Loaded';
import { Notice } from './Notice';

/** The jobs that turn raw tables into curated ones. */
export function JobList() {
  const jobs = useQuery(jobsQuery);
  return (
    <Card title="Jobs" hint="Run on their schedule, or now" flush testId="jobs">
      <Loaded
        query={jobs}
        what="the jobs"
        isEmpty={list => list.length === 0}
        empty={
          <Notice icon="lake" title="No job">
            Jobs are named in <code>cloud.yaml</code> under <code>jobs</code>.
          </Notice>
        }
      >
        {list => (
          <ul>
            {list.map(job => (
              <JobRow key={job.name} job={job} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
