import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readingsChartQuery } from '../api/queries';
import { lineOptions, readingGroups } from '../lib/chartOptions';
import { Card } from './Card';
import { Chart } from './Chart';
import { Loaded } from './Loaded';
import { useMinutes } from './MinutesPicker';
import { Notice } from './Notice';
import styles from './ReadingsCard.module.css';

const Height = 256;
const LeastHeight = 104;

/** What the sensors measured: one small chart for each unit, so that every curve fills its own scale. */
export function ReadingsCard() {
  const query = useQuery(readingsChartQuery(useMinutes()));
  const groups = useMemo(() => (query.data ? readingGroups(query.data) : []), [query.data]);
  const height = Math.max(LeastHeight, Height / Math.max(1, groups.length) - 20);
  return (
    <Card title="Readings" hint="Mean of each sensor over time">
      <Loaded
        query={query}
        what="the chart of readings"
        skeletonHeight={Height}
        isEmpty={() => groups.every(group => group.lines.every(line => line.points.length === 0))}
        empty={
          <Notice icon="streams" title="No reading in this time">
            Turn the sample sensor on at the gateway’s own page, or choose a longer span.
          </Notice>
        }
      >
        {() =>
          groups.map(({ unit, lines }) => (
            <div key={unit} className={styles.group}>
              <h3 className={styles.unit}>
                {lines.length === 1 && `${lines[0]!.name} · `}
                {unit}
              </h3>
              <Chart lines={lines} build={lineOptions} label={`Readings over time in ${unit}`} testId="chart-readings" height={height} />
            </div>
          ))
        }
      </Loaded>
    </Card>
  );
}
