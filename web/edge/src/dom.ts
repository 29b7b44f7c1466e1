type Child = Node | string;

/** Makes an element. Text goes in as text: nothing that a camera or a stream is called can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element "${id}"`);
  return found;
}

/** Keeps one child for each item, in order; a child that exists is updated, so that a video in it plays on. */
export function sync<T>(parent: HTMLElement, items: readonly T[], keyOf: (item: T) => string, update: (item: T, existing: HTMLElement | null) => HTMLElement): void {
  const existing = new Map([...parent.children].map(child => [(child as HTMLElement).dataset['key'], child as HTMLElement]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const child = update(item, existing.get(key) ?? null);
    child.dataset['key'] = key;
    existing.delete(key);
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  for (const gone of existing.values()) gone.remove();
}

/** A state as a coloured word. Where it is shown with more than the word, the tone is still the state's. */
export function badge(text: string, state = text): HTMLElement {
  return element('span', { class: 'badge', 'data-tone': toneOf(state) }, text);
}

export function toneOf(state: string): string {
  if (['live', 'running', 'idle', 'sending', 'connected', 'up', 'online'].includes(state)) return 'good';
  if (['failed', 'offline', 'broken', 'errored', 'disconnected'].includes(state)) return 'bad';
  return ['waiting', 'unserved', 'stalled', 'connecting', 'starting', 'restarting', 'stale', 'new', 'installed', 'stopping', 'paused'].includes(state) ? 'warn' : 'neutral';
}
