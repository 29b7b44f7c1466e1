import { lazy, Suspense, useMemo } from 'react';
import type { EChartsCoreOption } from 'echarts/core';
import { useTheme } from '../hooks/useTheme';
import type { ChartColours, Line } from '../lib/chartOptions';
import { CardSkeleton } from './CardSkeleton';

const EChart = lazy(() => import('./EChart'));

interface ChartProps {
  lines: Line[];
  build: (lines: Line[], colours: ChartColours) => EChartsCoreOption;
  label: string;
  testId: string;
  height?: number;
}

/** A chart in the colours of the page. `data-points` says how much is in it. */
export function Chart({ lines, build, label, testId, height = 220 }: ChartProps) {
  const { shown } = useTheme();
  const colours = useMemo(() => coloursOf(shown), [shown]);
  const options = useMemo(() => build(lines, colours), [lines, build, colours]);
  const points = lines.reduce((sum, line) => sum + line.points.length, 0);
  return (
    <div role="figure" aria-label={label} data-testid={testId} data-points={points} style={{ height }}>
      <Suspense fallback={<CardSkeleton label={`Loading ${label}`} height={height} />}>
        <EChart options={options} />
      </Suspense>
    </div>
  );
}

/** The tokens as plain colours, as they are in this theme: a canvas knows no variables. */
function coloursOf(_shown: 'light' | 'dark'): ChartColours {
  const probe = document.body.appendChild(document.createElement('i'));
  const token = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: token('ink'),
    muted: token('ink-muted'),
    line: token('line'),
    surface: token('surface'),
    series: [1, 2, 3, 4, 5, 6].map(index => token(`series-${index}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return colours;
}
