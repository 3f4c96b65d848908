/**
 * Stores values in localStorage, or in memory where the browser refuses that (private windows,
 * blocked storage in frames).
 */

const PREFIX = "caravan.";
const memory = new Map();

function store() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** @returns {any} the value stored under `key`, or null */
export function readStored(key) {
  try {
    const text = store()?.getItem(PREFIX + key) ?? memory.get(key) ?? null;
    return text === null ? null : JSON.parse(text);
  } catch {
    return memory.has(key) ? JSON.parse(memory.get(key)) : null;
  }
}

export function writeStored(key, value) {
  const text = JSON.stringify(value);
  try {
    store().setItem(PREFIX + key, text);
    memory.delete(key);
  } catch {
    memory.set(key, text); // storage is refused or full, so the value lasts only as long as the page
  }
}

export function removeStored(key) {
  memory.delete(key);
  try {
    store()?.removeItem(PREFIX + key);
  } catch {
    // nothing was stored there
  }
}

/** @returns {string[]} every stored key that begins with `prefix` */
export function listStored(prefix) {
  const found = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
  try {
    for (const key of Object.keys(store() ?? {})) {
      if (key.startsWith(PREFIX + prefix)) found.add(key.slice(PREFIX.length));
    }
  } catch {
    // the browser refuses to store it, so it stays in memory
  }
  return [...found];
}

/** Calls `listener(key)` when another tab changed a key. */
export function onStoredChange(listener) {
  window.addEventListener("storage", (event) => {
    if (event.key?.startsWith(PREFIX)) listener(event.key.slice(PREFIX.length));
  });
}

/**
 * Holds a lock that all tabs share, where the browser has such locks.
 * @returns {Promise<() => void>} releases the lock, and may be called twice
 */
export function acquire(name, { patience = 5000, longest = 15000 } = {}) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    const hold = () =>
      new Promise((release) => {
        setTimeout(release, longest);
        resolve(release);
      });
    navigator.locks
      .request(PREFIX + name, { signal: AbortSignal.timeout(patience) }, hold)
      .catch(() => resolve(() => {})); // another tab hangs, so go on without the lock
  });
}
