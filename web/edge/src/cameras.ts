import { formatCount } from '../../shared/lib/numbers';
import type { GatewayCamera } from './api';
import { badge, byId, element, sync } from './dom';
import { CameraStage } from './stage';

const stages = new Map<string, CameraStage>();

/** A card for each camera: its latest frame or its live video, and its counts. */
export function showCameras(cameras: readonly GatewayCamera[]): void {
  const list = byId('cameras');
  if (cameras.length === 0) {
    list.replaceChildren(element('p', { class: 'empty' }, 'No camera is set up. Name one under “cameras” in edge.yaml and start the gateway again.'));
    return;
  }
  list.querySelector('.empty')?.remove();
  sync(list, cameras, camera => camera.name, (camera, existing) => {
    const stage = stages.get(camera.name) ?? new CameraStage(camera.name);
    stages.set(camera.name, stage);
    stage.update(camera);
    const card = existing ?? element('article', { class: 'card camera', 'aria-label': `Camera ${camera.name}` }, stage.element, element('footer'));
    card.querySelector('footer')!.replaceChildren(
      element('div', { class: 'title' }, element('h3', {}, camera.name), badge(camera.state)),
      element('p', { class: 'hint' }, factsOf(camera)),
      element('p', { class: 'hint source', title: camera.source }, camera.source),
      ...(camera.lastError ? [element('p', { class: 'error' }, camera.lastError)] : []),
    );
    return card;
  });
}

function factsOf(camera: GatewayCamera): string {
  const dropped = Object.entries(camera.dropped).filter(([, count]) => count > 0).map(([cause, count]) => `${formatCount(count)} ${cause === 'still' ? 'held back, nothing moved' : `dropped (${cause})`}`);
  const facts = [`${formatCount(camera.captured)} captured`, `${formatCount(camera.analysed)} analysed`, ...dropped];
  if (camera.fps) facts.push(`${camera.fps.toFixed(1)} a second`);
  if (camera.model) facts.push(camera.model);
  return facts.join(' · ');
}
