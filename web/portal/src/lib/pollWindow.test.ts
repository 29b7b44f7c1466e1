import { expect, test } from 'vitest';
import { nextWindow } from './pollWindow';

test('the first question starts just behind the player and reaches ahead of it', () => {
  expect(nextWindow(100_000, null, null)).toEqual({ fromMs: 98_500, toMs: 110_000 });
});

test('what is known is not asked for again, but for a short overlap', () => {
  expect(nextWindow(100_000, 90_000, 103_000)).toEqual({ fromMs: 102_500, toMs: 110_000 });
});

test('a jump back beyond what is known starts anew', () => {
  expect(nextWindow(50_000, 90_000, 103_000).fromMs).toBe(48_500);
});

test('a jump ahead of what is known starts anew', () => {
  expect(nextWindow(200_000, 90_000, 103_000).fromMs).toBe(198_500);
});
