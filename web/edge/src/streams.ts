import { formatBytes, formatCount } from '../../shared/lib/numbers';
import { depth, exportedShare, exportLag, type StreamExport, type StreamState } from '../../shared/lib/streams';
import { badge, byId, element, sync } from './dom';

/** One row a stream: how much it keeps, and the cursor of each of its exports. */
export function showStreams(streams: readonly StreamState[]): void {
  sync(byId('streams'), streams, stream => stream.name, (stream, existing) => {
    const row = existing ?? element('tr', { 'data-stream': stream.name });
    row.replaceChildren(
      element('th', { scope: 'row' }, stream.name),
      element('td', {}, ...exportsOf(stream)),
      number(stream.newest < 0 ? '–' : formatCount(stream.newest)),
      number(formatCount(depth(stream))),
      number(formatBytes(stream.bytes)),
    );
    return row;
  });
}

function exportsOf(stream: StreamState): HTMLElement[] {
  if (stream.exports.length === 0) return [element('span', { class: 'hint' }, 'stays here')];
  return stream.exports.map(exported => exportLine(stream, exported));
}

function exportLine(stream: StreamState, exported: StreamExport): HTMLElement {
  const lag = exportLag(stream, exported);
  const meter = element('meter', { min: '0', max: '1', value: String(exportedShare(stream, exported)), 'aria-label': `Share of ${stream.name} that ${exported.id} has` });
  const cursor = exported.confirmed < 0 ? '–' : formatCount(exported.confirmed);
  const waiting = lag === 0 ? 'nothing waits' : `${formatCount(lag)} wait`;
  const line = element('div', { class: 'export' }, element('b', {}, exported.id), meter, element('span', {}, `at ${cursor}, ${waiting}`), badge(exported.state));
  if (exported.error) line.append(element('p', { class: 'error' }, exported.error));
  return line;
}

function number(text: string): HTMLElement {
  return element('td', { class: 'number' }, text);
}
