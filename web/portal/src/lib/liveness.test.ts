import { expect, test } from 'vitest';
import type { Camera } from '../api/responses/cameras';
import { cameraLiveness } from './liveness';

const Now = Date.parse('2026-01-31T09:30:30Z');
const camera = (state: Camera['state'], lastFragmentAt: string | null): Camera => ({
  device: 'gw-01', camera: 'entrance', state, lastFragmentAt, lastDetectionAt: null, width: null, height: null, model: null,
  detectionsPerMinute: null, playlist: '', snapshot: null,
});

test('a fresh camera is live and needs no reason', () => {
  expect(cameraLiveness(camera('live', '2026-01-31T09:30:28Z'), Now)).toEqual({ tone: 'good', word: 'live', reason: null });
});

test('a camera that fell behind says how far', () => {
  expect(cameraLiveness(camera('live', '2026-01-31T09:30:10Z'), Now)).toMatchObject({ tone: 'warn', word: '20 s behind' });
});

test('a camera without video is waited for', () => {
  expect(cameraLiveness(camera('live', null), Now).word).toBe('waiting');
});

test('a camera whose gateway is not heard is offline and says what to check', () => {
  const offline = cameraLiveness(camera('offline', '2026-01-31T09:20:30Z'), Now);
  expect(offline.tone).toBe('bad');
  expect(offline.reason).toContain('10 min old');
});
