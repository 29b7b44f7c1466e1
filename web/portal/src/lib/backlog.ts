import { cloudLag, type StreamState } from '../../../shared/lib/streams';

/** How many records each family of streams still owes to the cloud at one moment. */
export interface BacklogSample {
  timeMs: number;
  waiting: Record<string, number>;
}

/** The conservation of records between edge and lake. */
export interface Ledger {
  /** Records ever appended on the edge, in the streams that go to the cloud. */
  recorded: number;
  /** Records that the cloud has confirmed. */
  confirmed: number;
  /** Records that the edge still keeps for the cloud. */
  waiting: number;
  /** Records that the edge gave up before the cloud had them, or that it counts as confirmed and the lake does not have. */
  lost: number;
}

/** The streams of all cameras' video are one family: `video.entrance` counts for `video`. */
export function sampleOf(timeMs: number, streams: readonly StreamState[]): BacklogSample {
  const waiting: Record<string, number> = {};
  for (const stream of streams.filter(isExported)) {
    const family = stream.name.split('.', 1)[0]!;
    waiting[family] = (waiting[family] ?? 0) + cloudLag(stream);
  }
  return { timeMs, waiting };
}

/** Adds a sample and keeps the newest `limit`. A second sample of the same moment replaces the first. */
export function remember(history: readonly BacklogSample[], sample: BacklogSample, limit: number): BacklogSample[] {
  const before = history.at(-1)?.timeMs === sample.timeMs ? history.slice(0, -1) : history;
  return [...before, sample].slice(-limit);
}

export function totalWaiting(sample: BacklogSample | undefined): number {
  return sample ? Object.values(sample.waiting).reduce((sum, each) => sum + each, 0) : 0;
}

/** Names of every family that occurs in the history, in the order of the first sample that has them. */
export function familyNames(history: readonly BacklogSample[]): string[] {
  return [...new Set(history.flatMap(sample => Object.keys(sample.waiting)))];
}

/** `reported` are the streams as the cloud knows them: with how many records of each are in the lake, counted after the edge's cursor was. */
export function ledgerOf(streams: readonly StreamState[], reported: readonly StreamState[]): Ledger {
  const exported = streams.filter(isExported);
  const sum = (of: (stream: StreamState) => number) => exported.reduce((total, stream) => total + of(stream), 0);
  return {
    recorded: sum(stream => stream.newest + 1),
    confirmed: sum(stream => stream.exports.find(each => each.id === 'cloud')!.confirmed + 1),
    waiting: sum(cloudLag),
    lost: sum(stream => stream.evictedUnexported ?? 0) + reported.filter(isExported).reduce((total, stream) => total + missing(stream), 0),
  };
}

/** Seconds until the backlog is gone at the pace of the last samples, or null while it does not shrink. */
export function secondsToDrain(history: readonly BacklogSample[], overSamples = 5): number | null {
  const recent = history.slice(-overSamples);
  const first = recent[0];
  const last = recent.at(-1);
  if (!first || !last || last.timeMs <= first.timeMs) return null;
  const perMs = (totalWaiting(first) - totalWaiting(last)) / (last.timeMs - first.timeMs);
  return perMs > 0 ? totalWaiting(last) / perMs / 1000 : null;
}

/** Records that the cloud confirmed and the lake does not have; sequences of a stream begin at 0 and have no gaps. */
function missing(stream: StreamState): number {
  const confirmed = stream.exports.find(each => each.id === 'cloud')!.confirmed;
  return stream.landed == null ? 0 : Math.max(0, confirmed + 1 - stream.landed - (stream.evictedUnexported ?? 0));
}

function isExported(stream: StreamState): boolean {
  return stream.exports.some(each => each.id === 'cloud');
}
