const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatCount(count: number): string {
  return grouped.format(count);
}

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** "1 camera", "3 cameras": English plurals that end in s. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
