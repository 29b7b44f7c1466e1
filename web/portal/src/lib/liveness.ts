import type { Camera } from '../api/responses/cameras';
import { formatAge, parseTime } from '../../../shared/lib/time';

export interface Liveness {
  tone: 'good' | 'warn' | 'bad';
  word: string;
  /** Why, and what to do; null while all is well. */
  reason: string | null;
}

const BehindAfterMs = 10_000; // a fragment is about a second long and lands about a second later; the list of cameras is some seconds old

/** Why a camera shows old pictures, as far as the cloud can know. */
export function cameraLiveness(camera: Camera, nowMs: number): Liveness {
  const last = parseTime(camera.lastFragmentAt);
  if (last === null) {
    return { tone: 'warn', word: 'waiting', reason: 'No video has arrived yet. The first fragment comes a few seconds after the camera starts.' };
  }
  const ageMs = nowMs - last;
  if (camera.state === 'offline') {
    return { tone: 'bad', word: 'offline', reason: `Last picture ${formatAge(ageMs)} old: the gateway ${camera.device} is not heard. Check its power and network.` };
  }
  if (camera.state === 'stale' || ageMs > BehindAfterMs) {
    return { tone: 'warn', word: `${formatAge(ageMs)} behind`, reason: `Last picture ${formatAge(ageMs)} old. The gateway keeps recording and catches up when the link is back.` };
  }
  return { tone: 'good', word: 'live', reason: null };
}
