// Serves web/portal/dist with invented answers of the API, to build and photograph pages without a cloud. Development only, never shipped.
//   npm run build && node dev/serve.mjs [PORT]     clips and photographs from $SHORELINE_ASSETS/media
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { loadClip, loadFaces } from './clips.mjs';
import { edgeStreams, isCut, readings, setLink, StartMs } from './world.mjs';

const port = Number(process.argv[2] ?? 5199);
const media = join(process.env.SHORELINE_ASSETS ?? join(import.meta.dirname, '../../../../shared'), 'media');
const dist = join(import.meta.dirname, '../dist');
const device = 'gw-demo';
const clips = { entrance: 'faces-walk-pause.mp4', interview: 'interview-720p.mp4', 'squat-line': 'squats.mp4' };
const cameras = new Map(Object.entries(clips).map(([name, file]) => [name, loadClip(media, file)]));
const faces = loadFaces(media, 'group-of-ten.jpg');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
let cutAtMs = null;

const now = () => cutAtMs ?? Date.now() - 1500; // media of the last second and a half has not landed yet
const iso = ms => new Date(ms).toISOString();
const clipSeconds = clip => clip.fragments.reduce((sum, each) => sum + each.duration, 0);

/** Every fragment between two moments, the clip being repeated for ever. */
function* timeline(clip, fromMs, toMs) {
  const loopMs = clipSeconds(clip) * 1000;
  for (let loop = Math.max(0, Math.floor((fromMs - StartMs) / loopMs)); StartMs + loop * loopMs < toMs; loop++) {
    for (const [index, each] of clip.fragments.entries()) {
      const startMs = StartMs + loop * loopMs + each.offset * 1000;
      if (startMs >= fromMs && startMs + each.duration * 1000 <= toMs) yield { ...each, index, startMs, sequence: loop * clip.fragments.length + index };
    }
  }
}

function playlist(clip) {
  const shown = [...timeline(clip, now() - 30_000, now())];
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', `#EXT-X-MEDIA-SEQUENCE:${shown[0].sequence}`];
  lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${Math.floor(shown[0].sequence / clip.fragments.length)}`, '#EXT-X-MAP:URI="init/0.mp4"');
  for (const [at, each] of shown.entries()) {
    if (each.index === 0 && at > 0) lines.push('#EXT-X-DISCONTINUITY', '#EXT-X-MAP:URI="init/0.mp4"');
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${iso(each.startMs)}`, `#EXTINF:${each.duration.toFixed(5)},`, `fragments/0/${each.sequence}.m4s`);
  }
  return lines.join('\n');
}

function detections(clip, fromMs, toMs) {
  const loopMs = clipSeconds(clip) * 1000;
  const box = each => [each.x / clip.width, each.y / clip.height, each.w / clip.width, each.h / clip.height];
  const points = list => list.map(([x, y, score = 1]) => [x / clip.width, y / clip.height, score]);
  const frames = [];
  for (let loop = Math.max(0, Math.floor((fromMs - StartMs) / loopMs)); StartMs + loop * loopMs < toMs; loop++) {
    for (const sample of clip.samples) {
      const timeMs = StartMs + loop * loopMs + sample.time_s * 1000;
      if (timeMs < fromMs || timeMs > toMs) continue;
      const found = clip.height > clip.width
        ? sample.persons.map(each => ({ label: 'person', score: each.score, box: box(each), keypoints: points(each.keypoints) }))
        : sample.faces.map(each => ({ label: 'face', score: each.score, box: box(each), keypoints: points(each.landmarks) }));
      frames.push({ time: iso(timeMs), width: clip.width, height: clip.height, model: 'yunet-2023mar', detections: found });
    }
  }
  return frames;
}

function summary(name, clip) {
  const last = [...timeline(clip, now() - 5000, now())].at(-1);
  const newest = last ? last.startMs + last.duration * 1000 : now();
  return {
    device, camera: name, state: isCut() && Date.now() - newest > 6000 ? 'stale' : 'live', lastFragmentAt: iso(newest), lastDetectionAt: iso(now()),
    width: clip.width, height: clip.height, model: 'yunet-2023mar', detectionsPerMinute: 60 * (2 + name.length), snapshot: null,
    playlist: `/api/v1/cameras/${device}/${name}/live.m3u8`,
  };
}

function detectionsChart(minutes) {
  const to = Math.floor(now() / 10_000) * 10_000;
  const times = Array.from({ length: minutes * 6 }, (_, index) => to - (minutes * 6 - index) * 10_000).filter(time => time >= StartMs);
  const series = [...cameras.keys()].map((camera, at) => ({ device, camera, points: times.map(time => [time, Math.max(0, Math.round(60 - at * 15 + 22 * Math.sin(time / 47_000 + at)))]) }));
  return { bucketSeconds: 10, series };
}

const tables = () => [['raw_detections', 45, 412], ['raw_readings', 20, 128], ['raw_faces', 1.5, 260], ['raw_video', 3, 240], ['detections', 90, 96], ['readings', 20, 31]].map(([name, rate, size]) => {
  const rows = Math.floor(((now() - StartMs) / 1000) * rate);
  return { name, rows, files: 24, bytes: rows * size, version: Math.floor((now() - StartMs) / 1000), lastCommitAt: iso(now()) };
});

const landed = () => edgeStreams().reduce((sum, stream) => sum + stream.landed, 0);
const routes = {
  status: () => ({ version: '0.1.0', startedAt: iso(StartMs), firstRowAt: iso(StartMs + 4200), firstPictureAt: iso(StartMs + 5100), error: null, ingestLagMs: isCut() ? Date.now() - cutAtMs : 640,
    records: { received: landed(), landed: landed(), duplicates: 0, quarantined: 0 }, media: { received: 420, landed: 420, duplicates: 0 } }),
  cameras: () => [...cameras].map(([name, clip]) => summary(name, clip)),
  faces: url => Array.from({ length: Number(url.searchParams.get('limit')) }, (_, index) => {
    const slot = Math.floor(now() / 3000) - index;
    return { device, camera: slot % 3 ? 'interview' : 'entrance', time: iso(slot * 3000), score: faces[slot % 10].score, url: `/api/v1/media/faces/${slot % 10}.jpg?at=${slot}`, width: 160, height: 160 };
  }),
  'charts/detections': url => detectionsChart(Number(url.searchParams.get('minutes'))),
  'charts/readings': url => ({ series: readings(Number(url.searchParams.get('minutes'))).map(each => ({ device, ...each })) }),
  streams: () => [{ device, reportedAt: iso(now()), stale: isCut() && Date.now() - cutAtMs > 10_000, streams: edgeStreams() }],
  tables: () => tables(),
  jobs: () => [{ name: 'curate', schedule: '*/5 * * * * ?', description: 'Raw records into detections and readings', running: false, source: 'raw_detections', target: 'detections', nextRunAt: null, lastRun: { startedAt: iso(now() - 4000), durationMs: 184, rowsRead: 310, rowsWritten: 310 } }],
  demo: () => ({ link: isCut() ? 'cut' : 'up', edge: { page: `http://127.0.0.1:${port + 1}/`, streams: edgeStreams() } }),
  query: () => ({ columns: [{ name: 'camera', type: 'VARCHAR' }, { name: 'label', type: 'VARCHAR' }, { name: 'seen', type: 'BIGINT' }], rows: [['interview', 'face', 5312], ['entrance', 'face', 4770], ['squat-line', 'person', 601]], truncated: false, elapsedMs: 31 }),
};

const replier = response => (body, type = 'application/json', status = 200) => {
  response.writeHead(status, { 'content-type': type, 'content-security-policy': "default-src 'self'; media-src 'self' blob:; style-src 'self' 'unsafe-inline'" });
  response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
};

function replyFile(folder, path, reply) {
  const file = join(folder, normalize(path === '/' ? '/index.html' : path));
  return existsSync(file) ? reply(readFileSync(file), types[extname(file)] ?? 'application/octet-stream') : reply('no such file', 'text/plain', 404);
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const path = decodeURIComponent(url.pathname);
  const reply = replier(response);
  if (!path.startsWith('/api/v1/')) return replyFile(dist, path, reply);
  const name = path.slice('/api/v1/'.length);
  const [, , camera, verb, , piece] = name.split('/');
  const clip = cameras.get(camera);
  if (name === 'demo/link') {
    request.on('data', body => {
      const { link } = JSON.parse(body);
      setLink(link);
      cutAtMs = link === 'cut' ? Date.now() - 1500 : null;
      reply({ link });
    });
    return undefined;
  }
  if (routes[name]) return reply(routes[name](url));
  if (name.startsWith('jobs/')) return reply({});
  if (name.startsWith('media/faces/')) return reply(faces[parseInt(name.slice(12), 10)].bytes, 'image/jpeg');
  if (verb === 'live.m3u8') return reply(playlist(clip), 'application/vnd.apple.mpegurl');
  if (verb === 'init') return reply(clip.init, 'video/mp4');
  if (verb === 'fragments') return reply(clip.fragments[parseInt(piece, 10) % clip.fragments.length].bytes, 'video/mp4');
  if (verb === 'detections') return reply({ frames: detections(clip, Date.parse(url.searchParams.get('from')), Math.min(now(), Date.parse(url.searchParams.get('to')))) });
  return reply({ title: 'Not found', detail: `Nothing is at ${path}` }, 'application/problem+json', 404);
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));

// The gateway's own page, on the next port.
let sensor = true;
const edgeDist = join(import.meta.dirname, '../../edge/dist');
const component = (name, more = {}) => ({ name, state: 'running', pid: 4100 + name.length, restarts: 0, lastError: null, ...more });
const edgeRoutes = {
  status: () => ({ device, version: '0.1.0', uptimeSeconds: (Date.now() - StartMs) / 1000, cloud: { state: isCut() ? 'offline' : 'connected', url: 'http://127.0.0.1:8443/' },
    components: [component('broker'), component('vision', { restarts: 1 }), component('sensor'), component('aggregate')] }),
  streams: () => edgeStreams(),
  cameras: () => [...cameras].map(([name, clip]) => ({ name, state: 'live', source: `file:///srv/clips/${clip.file}`, captured: 4210, analysed: 4180, dropped: { late: 30 }, fps: 14.9, model: 'yunet-2023mar',
    latest: `/live/${name}/latest.jpg`, playlist: `/live/${name}/index.m3u8`, lastError: null })),
  sensor: () => ({ on: sensor }),
};

createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  const reply = replier(response);
  const [, top, camera, piece, , sequence] = path.split('/');
  const clip = cameras.get(camera);
  if (request.method === 'PUT') sensor = !sensor;
  if (top === 'api') return reply(edgeRoutes[camera]());
  if (top !== 'live') return replyFile(edgeDist, path, reply);
  if (piece === 'latest.jpg') return reply(faces[camera.length % 10].bytes, 'image/jpeg');
  if (piece === 'index.m3u8') return reply(playlist(clip), 'application/vnd.apple.mpegurl');
  return reply(piece === 'init' ? clip.init : clip.fragments[parseInt(sequence, 10) % clip.fragments.length].bytes, 'video/mp4');
}).listen(port + 1, '127.0.0.1', () => console.log(`http://127.0.0.1:${port + 1}/   (the gateway's page)`));
