/**
 * Connects to the page around an embedded chat by a MessagePort. It accepts one only from the parent window, and only from an
 * origin that the server allows to embed the chat.
 */

const PATIENCE = 4000;
let requests = 0;

export class Frame {
  #port;
  #waiting = new Map();

  /**
   * What the page around the chat sent when it connected: `{identity: bool, language: string |
   * null, visible: bool, brand: string | null}`.
   */
  page;
  onVisible = () => {};
  onIdentity = () => {};
  onLanguage = () => {};
  onSay = () => {};
  onDraft = () => {};

  constructor(port, page) {
    this.#port = port;
    this.page = page;
  }

  /** Begins to handle the page's messages. Those that arrived before have waited in the port. */
  listen() {
    const handlers = {
      visible: ({ visible }) => this.onVisible(visible),
      identity: ({ available }) => this.onIdentity(available),
      language: ({ language }) => this.onLanguage(language),
      say: ({ text }) => this.onSay(String(text)),
      draft: ({ text }) => this.onDraft(String(text)),
      token: ({ request, token, failed }) => this.#answer(request, token, failed),
    };
    this.#port.onmessage = ({ data }) => handlers[data.type]?.(data);
  }

  /** Asks the page who is signed in. @returns {Promise<string | null>} */
  fetchIdentity() {
    requests += 1;
    const request = requests;
    this.#port.postMessage({ type: "token", request });
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      setTimeout(() => this.#answer(request, null, true), 15_000);
    });
  }

  close() {
    this.#port.postMessage({ type: "close" });
  }

  tell(state) {
    this.#port.postMessage({ type: "state", ...state });
  }

  #answer(request, token, failed) {
    const promise = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (failed) promise?.reject(new Error("identity: the page did not answer"));
    else promise?.resolve(token);
  }
}

/**
 * @param {string[]} origins that may speak to us, besides our own
 * @returns {Promise<Frame | null>} null when no page answered; the chat then works without one
 */
export function connectFrame(origins) {
  const allowed = new Set([...origins, window.location.origin]);
  return new Promise((resolve) => {
    window.addEventListener("message", (event) => {
      const connects = event.source === window.parent && event.data?.caravan === "connect";
      if (connects && allowed.has(event.origin)) resolve(new Frame(event.ports[0], event.data));
    });
    window.parent.postMessage({ caravan: "ready" }, "*"); // this reveals only that the chat listens
    setTimeout(() => resolve(null), PATIENCE);
  });
}
