import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readingsChartQuery } from '../api/queries';
import { lineOptions, readingLines } from '../lib/chartOptions';
import { Card } from './Card';
import { Chart } from './Chart';
import { Loaded } from './Loaded';
import { useMinutes } from './MinutesPicker';
import { Notice } from './Notice';

/** What the sensors measured. */
export function ReadingsCard() {
  const query = useQuery(readingsChartQuery(useMinutes()));
  const lines = useMemo(() => (query.data ? readingLines(query.data) : []), [query.data]);
  return (
    <Card title="Readings" hint="Mean of each sensor over time">
      <Loaded
        query={query}
        what="the chart of readings"
        skeletonHeight={220}
        isEmpty={() => lines.every(line => line.points.length === 0)}
        empty={
          <Notice icon="streams" title="No reading in this time">
            Turn the sample sensor on at the gateway’s own page, or choose a longer span.
          </Notice>
        }
      >
        {() => <Chart lines={lines} build={lineOptions} label="Readings of each sensor over time" testId="chart-readings" />}
      </Loaded>
    </Card>
  );
}
