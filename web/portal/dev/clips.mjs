// Turns a clip into HLS pieces and face crops with gst-launch-1.0. Development only; the results are kept in dev/.cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '.cache');
mkdirSync(cache, { recursive: true });

/** One clip: its initialisation section, its fragments of about a second, and what is known to be in it. */
export function loadClip(media, file) {
  const mp4 = join(cache, file);
  if (!existsSync(mp4)) {
    gst(`filesrc location=${join(media, file)} ! qtdemux ! avdec_h264 ! videorate ! video/x-raw,framerate=15/1 ! videoconvert ! x264enc key-int-max=15 tune=zerolatency speed-preset=veryfast bitrate=1500 ! h264parse ! mp4mux fragment-duration=1000 streamable=true ! filesink location=${mp4}`);
  }
  const reference = JSON.parse(readFileSync(join(media, 'reference', `${file}.json`), 'utf8'));
  return { file, ...split(readFileSync(mp4)), samples: reference.samples, width: reference.width, height: reference.height };
}

/** JPEG crops of the faces of a photograph. */
export function loadFaces(media, still) {
  const { samples, width, height } = JSON.parse(readFileSync(join(media, 'reference', `${still}.json`), 'utf8'));
  return samples[0].faces.map((face, index) => {
    const path = join(cache, `${still}.${index}.jpg`);
    const side = Math.round(Math.max(face.w, face.h) * 1.5);
    const left = clamp(Math.round(face.x + face.w / 2 - side / 2), 0, width - side);
    const top = clamp(Math.round(face.y + face.h / 2 - side / 2), 0, height - side);
    if (!existsSync(path)) {
      gst(`filesrc location=${join(media, 'stills', still)} ! jpegdec ! videocrop left=${left} top=${top} right=${width - left - side} bottom=${height - top - side} ! videoconvert ! videoscale ! video/x-raw,width=160,height=160 ! jpegenc ! filesink location=${path}`);
    }
    return { bytes: readFileSync(path), score: face.score, width: 160, height: 160 };
  });
}

function gst(pipeline) {
  execFileSync('gst-launch-1.0', ['-q', ...pipeline.split(' ')], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function split(bytes) {
  const fragments = [];
  let initEnd = 0;
  let timescale = 1000;
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'moov') {
      initEnd = at + size;
      timescale = bytes.readUInt32BE(bytes.indexOf('mdhd') + 16);
    } else if (type === 'moof') {
      const tfdt = bytes.indexOf('tfdt', at) + 4;
      const wide = bytes[tfdt] === 1;
      fragments.push({ start: at, time: (wide ? Number(bytes.readBigUInt64BE(tfdt + 4)) : bytes.readUInt32BE(tfdt + 4)) / timescale });
    } else if (type === 'mdat') fragments.at(-1).end = at + size;
    at += size;
  }
  const base = fragments[0].time;
  const step = fragments.length > 1 ? fragments[1].time - base : 1;
  return {
    init: bytes.subarray(0, initEnd),
    fragments: fragments.map((each, index) => ({
      bytes: bytes.subarray(each.start, each.end),
      offset: each.time - base,
      duration: (fragments[index + 1]?.time ?? each.time + step) - each.time,
    })),
  };
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
