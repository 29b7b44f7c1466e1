import { formatBytes, formatCount, plural } from '../../shared/lib/numbers';
import { formatAge } from '../../shared/lib/time';
import type { Component } from './api';
import { badge, byId, element, sync } from './dom';

/** One row a component: what it is, how it is and since when, and what its processes take. */
export function showComponents(components: readonly Component[]): void {
  byId('components-summary').textContent = summary(components);
  sync(byId('components'), components, component => component.name, (component, existing) => {
    const row = existing ?? element('tr');
    row.replaceChildren(
      element('th', { scope: 'row' }, ...nameOf(component)),
      element('td', { 'data-label': 'State' }, element('div', { class: 'state' }, badge(component.state), since(component))),
      figure('Processor', component.cpu === null ? null : percent(component.cpu), 'Of one core, over the last second'),
      figure('Memory', component.memoryBytes === null ? null : formatBytes(component.memoryBytes), 'Resident memory of its processes'),
      figure('Restarts', formatCount(component.restarts), 'Since the gateway started'),
    );
    return row;
  });
}

function nameOf(component: Component): HTMLElement[] {
  const name = element('span', { class: 'name' }, component.name);
  if (component.pid !== null) name.title = `Process ${component.pid}`;
  const title = element('div', { class: 'component-name' }, name, element('span', { class: 'version' }, component.version));
  if (component.isRoot) title.append(element('span', { class: 'chip', title: 'Deployed by its name; the others are here because another needs them' }, 'root'));
  return component.lastError === null && component.errorCode === null ? [title] : [title, reason(component)];
}

function reason(component: Component): HTMLElement {
  const line = element('p', { class: 'error' });
  if (component.errorCode !== null) line.append(element('code', {}, component.errorCode), ' ');
  line.append(component.lastError ?? '');
  return line;
}

function since(component: Component): HTMLElement {
  const began = new Date(Date.now() - component.stateSeconds * 1000);
  return element('span', { class: 'hint', title: `Since ${began.toLocaleString()}` }, `for ${age(component.stateSeconds)}`);
}

/** "for 4 s", and never "for now". */
function age(seconds: number): string {
  return formatAge(Math.max(1, seconds) * 1000);
}

function percent(share: number): string {
  const value = share * 100;
  return `${value < 9.95 ? value.toFixed(1) : formatCount(value)} %`;
}

function figure(label: string, text: string | null, title: string): HTMLElement {
  return element('td', { class: 'number', 'data-label': label, title }, text ?? '–');
}

function summary(components: readonly Component[]): string {
  if (components.length === 0) return 'None is deployed.';
  const down = components.filter(component => component.state === 'broken' || component.state === 'errored').length;
  return down === 0 ? `${plural(components.length, 'component')}, none failed.` : `${plural(components.length, 'component')}, ${formatCount(down)} failed.`;
}
