import { describe, expect, test } from 'vitest';
import { DetectionTimeline } from './detectionTimeline';

const Start = Date.parse('2026-01-31T09:30:00Z');
const frameAt = (ms: number) => ({ time: new Date(Start + ms).toISOString(), width: 1280, height: 720, model: null, detections: [] });
const timelineOf = (...ms: number[]) => {
  const timeline = new DetectionTimeline();
  timeline.add(ms.map(frameAt));
  return timeline;
};

describe('DetectionTimeline', () => {
  test('the nearest frame speaks for a moment', () => {
    const timeline = timelineOf(0, 100, 200);
    expect(timeline.pick(Start + 140, 250)).toEqual(frameAt(100));
    expect(timeline.pick(Start + 160, 250)).toEqual(frameAt(200));
  });
  test('no frame within the tolerance means no boxes', () => {
    expect(timelineOf(0, 1000).pick(Start + 500, 250)).toBeNull();
    expect(new DetectionTimeline().pick(Start, 250)).toBeNull();
  });
  test('answers that overlap or come out of order keep one frame for each moment, in order', () => {
    const timeline = timelineOf(200, 300);
    timeline.add([0, 100, 200, 300, 400].map(frameAt));
    expect(timeline.length).toBe(5);
    expect(timeline.oldestMs).toBe(Start);
    expect(timeline.newestMs).toBe(Start + 400);
  });
  test('what lies behind is forgotten', () => {
    const timeline = timelineOf(0, 100, 200);
    timeline.trim(Start + 100);
    expect(timeline.oldestMs).toBe(Start + 100);
  });
  test('a frame without a readable time is left out', () => {
    const timeline = new DetectionTimeline();
    timeline.add([{ ...frameAt(0), time: 'soon' }]);
    expect(timeline.length).toBe(0);
  });
});
