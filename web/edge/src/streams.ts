import { formatBytes, formatCount, plural } from '../../shared/lib/numbers';
import { depth, exportedShare, exportLag, stateText, type StreamExport, type StreamState } from '../../shared/lib/streams';
import { formatAge, formatDuration } from '../../shared/lib/time';
import { badge, byId, element, sync } from './dom';

/** One row a stream: how much it keeps, and the cursor of each of its exports. */
export function showStreams(streams: readonly StreamState[]): void {
  sync(byId('streams'), streams, stream => stream.name, (stream, existing) => {
    const row = existing ?? element('tr', { 'data-stream': stream.name });
    const isOpen = !stream.fault;
    row.replaceChildren(
      element('th', { scope: 'row' }, stream.name),
      element('td', {}, ...exportsOf(stream)),
      number(stream.newest < 0 ? '–' : formatCount(stream.newest)),
      number(isOpen ? formatCount(depth(stream)) : '–'),
      number(isOpen ? formatBytes(stream.bytes) : '–'),
    );
    return row;
  });
}

function exportsOf(stream: StreamState): HTMLElement[] {
  if (stream.fault) return [badge('not open', 'failed'), element('p', { class: 'error' }, stream.fault)];
  if (stream.exports.length === 0) return [element('span', { class: 'hint' }, 'stays here')];
  return stream.exports.map(exported => exportLine(stream, exported));
}

function exportLine(stream: StreamState, exported: StreamExport): HTMLElement {
  const lag = exportLag(stream, exported);
  const meter = element('meter', { min: '0', max: '1', value: String(exportedShare(stream, exported)), 'aria-label': `Share of ${stream.name} that ${exported.id} has` });
  const cursor = exported.confirmed < 0 ? '–' : formatCount(exported.confirmed);
  const line = element('div', { class: 'export' },
    element('b', {}, exported.name ?? exported.id), meter, element('span', {}, `at ${cursor}, ${backlog(exported, lag)}`), badge(stateText(exported), exported.state));
  line.title = history(exported);
  if (exported.error) line.append(element('p', { class: 'error' }, exported.error));
  return line;
}

/** "1,200 wait (3.4 MiB, the oldest for 2 min), 40/s, done in 30.0 s": only what is known. */
function backlog(exported: StreamExport, lag: number): string {
  if (lag === 0) return 'nothing waits';
  const facts = [exported.waitingBytes ? formatBytes(exported.waitingBytes) : null, exported.lagSeconds ? `the oldest for ${formatAge(exported.lagSeconds * 1000)}` : null];
  const known = facts.filter(fact => fact !== null).join(', ');
  const pace = exported.outPerSecond ? `, ${formatCount(Math.round(exported.outPerSecond))}/s` : '';
  const done = exported.drainSeconds ? `, done in ${formatDuration(exported.drainSeconds * 1000)}` : '';
  return `${formatCount(lag)} wait${known ? ` (${known})` : ''}${pace}${done}`;
}

function history(exported: StreamExport): string {
  if (exported.exportedRecords === undefined) return '';
  const refused = exported.refused ? `, ${formatCount(exported.refused)} refused and set aside` : '';
  return `Priority ${exported.priority}; ${plural(exported.exportedRecords, 'record')} delivered${refused}`;
}

function number(text: string): HTMLElement {
  return element('td', { class: 'number' }, text);
}
