// Times on the wire are RFC 3339 UTC with up to microseconds; in the pages they are milliseconds since the Unix epoch.

/** Milliseconds since the epoch, or null where the time is absent or no time at all. Microseconds stay as a fraction. */
export function parseTime(text: string | null | undefined): number | null {
  if (!text) return null;
  const fraction = /\.(\d+)(?=Z|[+-]\d\d:\d\d$)/.exec(text);
  const ms = Date.parse(fraction ? text.replace(fraction[0], '') : text);
  if (Number.isNaN(ms)) return null;
  return fraction ? ms + Number(`0.${fraction[1]}`) * 1000 : ms;
}

export function toRfc3339(ms: number): string {
  return new Date(ms).toISOString();
}

/** "now", "4 s", "2 min", "3 h", "5 d": how long ago, to one unit. A clock that is a little ahead reads as now. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The same with "ago" where that makes a sentence. */
export function formatAgo(ms: number): string {
  const age = formatAge(ms);
  return age === 'now' ? 'just now' : `${age} ago`;
}

/** "420 ms", "1.3 s", "2 min 5 s": how long something takes. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const seconds = Math.floor((ms % 60_000) / 1000);
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** Wall-clock time of the reader's own zone, to the second. */
export function formatClock(ms: number): string {
  const time = new Date(ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}
