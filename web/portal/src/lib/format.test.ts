import { expect, test } from 'vitest';
import { formatBytes, plural } from '../../../shared/lib/numbers';
import { formatAge, formatAgo, formatDuration, parseTime } from '../../../shared/lib/time';
import { cellText, isNumeric } from './cell';

test('times keep their microseconds', () => {
  expect(parseTime('2026-01-31T09:30:00.480250Z')).toBeCloseTo(Date.parse('2026-01-31T09:30:00Z') + 480.25, 3);
  expect(parseTime('2026-01-31T10:30:00.5+01:00')).toBe(Date.parse('2026-01-31T09:30:00.500Z'));
  expect(parseTime('yesterday')).toBeNull();
  expect(parseTime(null)).toBeNull();
});

test('ages are told to one unit, and a clock ahead of ours reads as now', () => {
  expect([-3000, 999, 1000, 61_000, 7_200_000, 172_800_000].map(formatAge)).toEqual(['now', 'now', '1 s', '1 min', '2 h', '2 d']);
  expect(formatAgo(0)).toBe('just now');
  expect(formatAgo(5000)).toBe('5 s ago');
});

test('durations', () => {
  expect([420, 1300, 125_000, 120_000, 3_720_000].map(formatDuration)).toEqual(['420 ms', '1.3 s', '2 min 5 s', '2 min', '1 h 2 min']);
});

test('sizes are binary and short', () => {
  expect([0, 1023, 1536, 200 * 1024, 5 * 1024 ** 3].map(formatBytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '200 KiB', '5.0 GiB']);
  expect([plural(1, 'row'), plural(1200, 'row')]).toEqual(['1 row', '1,200 rows']);
});

test('cells of a SQL answer', () => {
  expect([null, 'a', 1.5, true, [1, 2], { a: 1 }].map(cellText)).toEqual(['', 'a', '1.5', 'true', '[1,2]', '{"a":1}']);
  expect([isNumeric('BIGINT'), isNumeric('DECIMAL(18,3)'), isNumeric('VARCHAR')]).toEqual([true, true, false]);
});
