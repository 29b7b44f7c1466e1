// The looks of our charts, in ECharts' terms. Pure: data and colours in, options out.
import type { EChartsCoreOption } from 'echarts/core';
import type { DetectionsChart, Point, ReadingsChart } from '../api/responses/charts';
import { familyNames, type BacklogSample } from './backlog';
import { formatClock } from '../../../shared/lib/time';

export interface ChartColours {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  series: string[];
  font: string;
}

export interface Line {
  name: string;
  points: Point[];
}

export function detectionLines(chart: DetectionsChart): Line[] {
  return chart.series.map(({ camera, points }) => ({ name: camera, points }));
}

/** The sensors of one unit: they share an axis. */
export interface ReadingGroup {
  unit: string;
  lines: Line[];
}

export function readingGroups(chart: ReadingsChart): ReadingGroup[] {
  const groups = new Map<string, ReadingGroup>();
  for (const { sensor, unit, points } of chart.series) {
    const name = unitName(unit ?? 'no unit');
    const group = groups.get(name) ?? { unit: name, lines: [] };
    group.lines.push({ name: sensor, points });
    groups.set(name, group);
  }
  return [...groups.values()];
}

export function backlogLines(history: readonly BacklogSample[]): Line[] {
  return familyNames(history).map(name => ({ name, points: history.map(({ timeMs, waiting }): Point => [timeMs, waiting[name] ?? 0]) }));
}

export function barOptions(lines: Line[], bucketSeconds: number, colours: ChartColours): EChartsCoreOption {
  return { ...frame(lines, colours), series: lines.map(line => ({ ...bar, name: line.name, data: line.points, stack: 'all', barMinWidth: Math.min(2, bucketSeconds) })) };
}

export function lineOptions(lines: Line[], colours: ChartColours): EChartsCoreOption {
  const options = frame(lines, colours, true);
  const values = { ...(options['yAxis'] as object), splitNumber: 2 }; // these charts are low
  return { ...options, yAxis: values, series: lines.map(line => ({ ...stroke, name: line.name, data: line.points })) };
}

export function areaOptions(lines: Line[], colours: ChartColours): EChartsCoreOption {
  const area = { ...stroke, stack: 'all', smooth: false, areaStyle: { opacity: 0.35 }, lineStyle: { width: 1 } };
  const options = frame(lines, colours);
  const newest = Math.max(...lines.map(line => line.points.at(-1)?.[0] ?? 0));
  const span = { ...(options['xAxis'] as object), min: newest - AreaSpanMs, max: newest }; // a fixed span: the slope can be read
  return { ...options, xAxis: span, series: lines.map(line => ({ ...area, name: line.name, data: line.points })) };
}

const AreaSpanMs = 120_000;
const bar = { type: 'bar', barMaxWidth: 14, barCategoryGap: '25%' };
const stroke = { type: 'line', showSymbol: false, smooth: 0.2, lineStyle: { width: 2 }, emphasis: { disabled: true } };

function frame(lines: Line[], colours: ChartColours, ownScale = false): EChartsCoreOption {
  const label = { color: colours.muted, fontSize: 11, fontFamily: colours.font };
  return {
    animation: false, // live data: a chart that swings at each update cannot be read
    color: colours.series,
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font },
    grid: { left: 4, right: 22, top: lines.length > 4 ? 54 : lines.length > 1 ? 34 : 12, bottom: 2, containLabel: true },
    legend: { show: lines.length > 1, top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, itemGap: 14, textStyle: { ...label, fontSize: 12 } },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12, fontFamily: colours.font },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : '–'),
    },
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: true, showMaxLabel: false, formatter: (value: number) => formatClock(value) },
      splitLine: { show: false },
      axisPointer: { label: { formatter: ({ value }: { value: number }) => formatClock(value) } },
    },
    yAxis: {
      type: 'value',
      scale: ownScale,
      minInterval: ownScale ? 0 : 1,
      splitNumber: 4,
      axisLabel: label,
      splitLine: { lineStyle: { color: colours.line, opacity: 0.7 } },
    },
  };
}

/** UCUM codes as people write the units. */
function unitName(unit: string): string {
  return { Cel: '°C', '%': '%', 'm/s2': 'm/s²', kPa: 'kPa' }[unit] ?? unit;
}
