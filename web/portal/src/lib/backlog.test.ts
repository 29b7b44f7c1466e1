import { describe, expect, test } from 'vitest';
import { cloudLag, depth, exportedShare, type StreamState } from '../../../shared/lib/streams';
import { familyNames, ledgerOf, remember, sampleOf, secondsToDrain, totalWaiting, type BacklogSample } from './backlog';

const stream = (name: string, newest: number, confirmed: number | null, more: Partial<StreamState> = {}): StreamState => ({
  name,
  oldest: 0,
  newest,
  bytes: 0,
  exports: confirmed === null ? [] : [{ id: 'cloud', confirmed, state: 'sending' }],
  ...more,
});

describe('a stream', () => {
  test('owes what the cloud has not confirmed', () => {
    expect(cloudLag(stream('detections', 99, 79))).toBe(20);
    expect(cloudLag(stream('detections', 99, -1))).toBe(100);
    expect(cloudLag(stream('device', 99, null))).toBe(0);
  });
  test('that is empty has depth 0 and owes nothing', () => {
    const empty = stream('faces', -1, -1);
    expect(depth(empty)).toBe(0);
    expect(cloudLag(empty)).toBe(0);
    expect(exportedShare(empty, empty.exports[0]!)).toBe(1);
  });
  test('is done by the share of what it keeps that the cloud has', () => {
    const half = stream('readings', 99, 49);
    expect(exportedShare(half, half.exports[0]!)).toBe(0.5);
  });
});

describe('the backlog', () => {
  test('counts the video of all cameras together, and leaves out what stays on the edge', () => {
    const sample = sampleOf(1000, [stream('video.a', 9, 4), stream('video.b', 9, 8), stream('device', 5, null)]);
    expect(sample.waiting).toEqual({ video: 6 });
    expect(totalWaiting(sample)).toBe(6);
  });
  test('remembers the newest samples, one for each moment', () => {
    const at = (timeMs: number) => ({ timeMs, waiting: { a: timeMs } });
    const history = [1, 2, 2, 3].reduce<BacklogSample[]>((known, timeMs) => remember(known, at(timeMs), 2), []);
    expect(history.map(each => each.timeMs)).toEqual([2, 3]);
    expect(familyNames(history)).toEqual(['a']);
  });
  test('tells how long it takes to drain, and nothing while it grows', () => {
    const at = (timeMs: number, waiting: number) => ({ timeMs, waiting: { a: waiting } });
    expect(secondsToDrain([at(0, 1000), at(1000, 800)])).toBe(4);
    expect(secondsToDrain([at(0, 800), at(1000, 1000)])).toBeNull();
    expect(secondsToDrain([at(0, 800)])).toBeNull();
  });
});

test('the ledger balances: recorded is confirmed and waiting', () => {
  const ledger = ledgerOf([stream('detections', 99, 79), stream('readings', 49, 49), stream('device', 9, null)], []);
  expect(ledger).toEqual({ recorded: 150, confirmed: 130, waiting: 20, lost: 0 });
  expect(ledger.confirmed + ledger.waiting).toBe(ledger.recorded);
});

test('what was confirmed and is not in the lake is lost, and so is what was given up', () => {
  const streams = [stream('detections', 99, 79, { evictedUnexported: 3 })];
  expect(ledgerOf(streams, [stream('detections', 99, 79, { landed: 80 })]).lost).toBe(3);
  expect(ledgerOf([stream('detections', 99, 79)], [stream('detections', 99, 79, { landed: 78 })]).lost).toBe(2);
  expect(ledgerOf([stream('detections', 99, 79)], [stream('detections', 99, 79, { landed: 95 })]).lost).toBe(0);
});
