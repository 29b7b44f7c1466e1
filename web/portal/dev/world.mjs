// An invented edge and cloud whose state is a function of the clock: enough to build pages against. Development only.
const StartMs = Date.now() - 120_000;
const DrainPerSecond = 60;
const streams = { detections: 45, readings: 20, faces: 1.5, 'video.entrance': 1, 'video.interview': 1, 'video.squat-line': 1, aggregates: 0.2, device: 0.5 };
const waiting = Object.fromEntries(Object.keys(streams).map(name => [name, 0]));
let link = 'up';
let advancedMs = Date.now();

export const setLink = state => {
  advance();
  link = state;
};
export const isCut = () => link === 'cut';
export { StartMs };

export function edgeStreams() {
  advance();
  return Object.entries(streams).map(([name, rate]) => {
    const newest = Math.floor(((Date.now() - StartMs) / 1000) * rate);
    const lag = Math.min(Math.round(waiting[name]), newest);
    const state = link === 'cut' ? 'offline' : lag > 3 ? 'sending' : 'idle';
    const error = link === 'cut' ? 'the broker does not answer; next attempt in 4 s' : null;
    const exports = name === 'device' ? [] : [{ id: 'cloud', confirmed: newest - lag, lag, state, error }];
    if (!name.includes('.') && name !== 'faces') exports.push({ id: 'local', confirmed: newest, lag: 0, state: 'idle', error: null });
    return { name, incarnation: '6f1c', oldest: 0, newest, bytes: newest * (name.startsWith('video') ? 180_000 : 400), evictedUnexported: 0, landed: newest - lag + 1, exports };
  });
}

export function readings(minutes) {
  const to = Math.floor(Date.now() / 5000) * 5000;
  const from = Math.max(StartMs, to - minutes * 60_000);
  const times = Array.from({ length: Math.floor((to - from) / 5000) }, (_, index) => from + index * 5000);
  const wave = (level, swing, period) => times.map(time => [time, level + swing * Math.sin(time / period) + (swing / 6) * Math.sin(time / 977)]);
  return [
    { sensor: 'temperature', unit: 'Cel', points: wave(21.4, 0.6, 40_000) },
    { sensor: 'humidity', unit: '%', points: wave(48, 2.5, 65_000) },
  ];
}

function advance() {
  const now = Date.now();
  const seconds = (now - advancedMs) / 1000;
  advancedMs = now;
  for (const [name, rate] of Object.entries(streams)) {
    waiting[name] = Math.max(0, waiting[name] + seconds * (link === 'cut' ? rate : -Math.max(rate, DrainPerSecond * (rate / 45))));
  }
}
