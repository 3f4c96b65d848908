/**
 * Loads the parts of the chat that nobody needs for reading and writing the first message: their
 * script, their styles and their words. They come when the chat is idle, or when they are needed.
 */

import { useEffect, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { completeStrings } from "./strings.js";

const AGAIN_AFTER = 2000;
const listeners = new Set();
let parts = null;
let coming = null;

function loadStyles() {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: new URL("../later.css", import.meta.url).href, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}

/** @returns {Promise<typeof import("./later.js")>} */
export function loadLater() {
  coming ??= Promise.all([import("./later.js"), loadStyles(), completeStrings()]).then(
    ([loaded]) => {
      parts = loaded;
      for (const tell of listeners) tell(loaded);
      return loaded;
    },
    (problem) => {
      coming = null; // it is tried again when it is needed again
      throw problem;
    },
  );
  return coming;
}

/**
 * Returns the later parts, or null until they are there.
 * @param {boolean} needed whether to load them now
 */
export function useLater(needed) {
  const [loaded, setLoaded] = useState(parts);
  useEffect(() => {
    if (loaded) return undefined;
    let timer = null;
    const load = () => loadLater().then(setLoaded, () => (timer = setTimeout(load, AGAIN_AFTER)));
    if (needed) load();
    listeners.add(setLoaded);
    return () => {
      clearTimeout(timer);
      listeners.delete(setLoaded);
    };
  }, [loaded, needed]);
  return loaded;
}

/**
 * Renders a component of the later parts, and nothing until it is there.
 * @param {{part: string}} props the component's name; all other props are its own
 */
export function Later({ part, ...props }) {
  const loaded = useLater(true);
  return loaded && html`<${loaded[part]} ...${props} />`;
}
