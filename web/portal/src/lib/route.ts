// Addresses of the portal's pages. They live behind the #, so that any static server serves every page.

export type Page = 'overview' | 'camera' | 'streams' | 'lake' | 'query';

export interface Route {
  page: Page;
  /** Of the camera page. */
  device?: string;
  camera?: string;
  parameters: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?');
  const parameters = new URLSearchParams(search);
  const [first, device, camera] = path.split('/').filter(part => part !== '').map(safeDecode);
  if (first === 'cameras' && device && camera) return { page: 'camera', device, camera, parameters };
  if (first === 'streams' || first === 'lake' || first === 'query') return { page: first, parameters };
  return { page: 'overview', parameters };
}

export function pageHref(page: Exclude<Page, 'camera'>): string {
  return page === 'overview' ? '#/' : `#/${page}`;
}

/** The page of a camera; `at` is the moment to show, where that is not now. */
export function cameraHref(device: string, camera: string, at?: string): string {
  const moment = at === undefined ? '' : `?${new URLSearchParams({ at })}`;
  return `#/cameras/${encodeURIComponent(device)}/${encodeURIComponent(camera)}${moment}`;
}

/** The same address with some parameters changed; null takes one away. */
export function withParameters(hash: string, changes: Record<string, string | null>): string {
  const [path = '', search = ''] = (hash || '#/').split('?');
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a half-written escape in a hand-typed address: taken as it is
  }
}
