import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { detectionsChartQuery } from '../api/queries';
import { barOptions, detectionLines, type ChartColours, type Line } from '../lib/chartOptions';
import { Card } from './Card';
import { Chart } from './Chart';
import { Loaded } from './Loaded';
import { MinutesPicker, useMinutes } from './MinutesPicker';
import { Notice } from './Notice';

/** Detections over time, of every camera or of one. */
export function DetectionsCard({ device, camera }: { device?: string; camera?: string }) {
  const query = useQuery(detectionsChartQuery(useMinutes()));
  const bucketSeconds = query.data?.bucketSeconds ?? 1;
  const lines = useMemo(() => {
    if (!query.data) return [];
    const series = query.data.series.filter(each => camera === undefined || (each.camera === camera && each.device === device));
    return detectionLines({ ...query.data, series });
  }, [query.data, device, camera]);
  const build = useCallback((shown: Line[], colours: ChartColours) => barOptions(shown, bucketSeconds, colours), [bucketSeconds]);
  return (
    <Card title="Detections" hint={`Counted each ${bucketSeconds} s, by camera`} actions={<MinutesPicker />}>
      <Loaded
        query={query}
        what="the chart of detections"
        skeletonHeight={256}
        isEmpty={() => lines.every(line => line.points.length === 0)}
        empty={
          <Notice icon="overview" title="Nothing detected in this time">
            Choose a longer span, or step in front of a camera.
          </Notice>
        }
      >
        {() => <Chart lines={lines} build={build} label="Detections of each camera over time" testId="chart-detections" height={256} />}
      </Loaded>
    </Card>
  );
}
