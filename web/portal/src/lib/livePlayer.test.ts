import { expect, test } from 'vitest';
import { positionOf } from './livePlayer';

const fragments = [
  { programDateTime: 10_000, start: 100, duration: 1 },
  { programDateTime: 11_000, start: 101, duration: 1 },
  { programDateTime: 60_000, start: 102, duration: 2 }, // after a discontinuity: the wall clock jumped
];

test('a moment is found in the fragment that shows it, also across a jump of the wall clock', () => {
  expect(positionOf(fragments, 11_250)).toBe(101.25);
  expect(positionOf(fragments, 61_500)).toBe(103.5);
});

test('a moment that no fragment shows has no position', () => {
  expect(positionOf(fragments, 9_999)).toBeNull();
  expect(positionOf(fragments, 30_000)).toBeNull();
  expect(positionOf([], 11_000)).toBeNull();
});
