/** What went wrong with a request, in words for the person in front of the page. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

const base = 'api/v1'; // relative, so that the portal also works below a path of a reverse proxy

/** An address that the API gave (rooted at /api/v1), or a path below it, as this page can ask for it. */
export function apiUrl(path: string): string {
  const below = path.replace(/^\/?api\/v1\//, '').replace(/^\//, '');
  const url = new URL(`${base}/${below}`, document.baseURI);
  return url.pathname + url.search;
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>('GET', path, undefined, signal);
}

export function send<T>(method: 'POST' | 'PUT', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return request<T>(method, path, body, signal);
}

async function request<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(apiUrl(path), {
    method,
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError('The cloud does not answer. Check that “shoreline cloud” (or “shoreline demo”) is running.', 0);
  });
  if (!response.ok) throw new ApiError(await problemOf(response), response.status);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('json')) {
    const problem = JSON.parse(text) as { title?: string; detail?: string };
    if (problem.detail ?? problem.title) return (problem.detail ?? problem.title)!;
  }
  return `The cloud answered ${response.status} ${response.statusText}`.trim();
}
