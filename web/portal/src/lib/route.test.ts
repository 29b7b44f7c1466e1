import { expect, test } from 'vitest';
import { cameraHref, parseRoute, withParameters } from './route';

test('an empty or unknown address is the overview', () => {
  expect(parseRoute('').page).toBe('overview');
  expect(parseRoute('#/nowhere').page).toBe('overview');
});

test('a camera address comes back as it was made, whatever the names hold', () => {
  const route = parseRoute(cameraHref('gw/01', 'gate & yard', '2026-01-31T09:30:00.480000Z'));
  expect(route).toMatchObject({ page: 'camera', device: 'gw/01', camera: 'gate & yard' });
  expect(route.parameters.get('at')).toBe('2026-01-31T09:30:00.480000Z');
});

test('parameters change without touching the page', () => {
  expect(withParameters('#/lake?minutes=2', { minutes: null, boxes: 'off' })).toBe('#/lake?boxes=off');
  expect(withParameters('', { boxes: 'off' })).toBe('#/?boxes=off');
});

test('a half-written escape does not break the page', () => {
  expect(parseRoute('#/cameras/%E0%A4/x').device).toBe('%E0%A4');
});
