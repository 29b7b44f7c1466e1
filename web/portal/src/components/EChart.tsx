import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ECharts, type EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** ECharts in React: one instance for the life of the element, sized with it. Loaded on its own, because it is large. */
export default function EChart({ options }: { options: EChartsCoreOption }) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  useEffect(() => {
    const created = init(element.current!, null, { renderer: 'canvas' });
    chart.current = created;
    const resized = new ResizeObserver(() => created.resize());
    resized.observe(element.current!);
    return () => {
      resized.disconnect();
      created.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(options, { notMerge: false, replaceMerge: ['series'] }), [options]);
  return <div ref={element} style={{ width: '100%', height: '100%' }} />;
}
