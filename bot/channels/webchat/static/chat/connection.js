/**
 * Keeps one WebSocket open. It reconnects after random pauses that grow exponentially, or at once
 * when the network returns.
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
const WELCOME_WITHIN = 12_000;

export class Connection {
  #url;
  #hello;
  #socket = null;
  #timer = null;
  #attempts = 0;
  #wanted = false;
  #generation = 0;
  #pausing = false;

  /** Called with each frame. */
  onFrame = () => {};
  /** Called with "connecting", "online" or "offline". */
  onStatus = () => {};

  /**
   * @param {string} url
   * @param {() => Promise<object>} hello returns the first frame, and throws when it cannot make one now
   */
  constructor(url, hello) {
    this.#url = url;
    this.#hello = hello;
    window.addEventListener("online", () => this.#hurry());
    window.addEventListener("offline", () => this.#lost(this.#generation));
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  start() {
    this.#wanted = true;
    this.#open();
  }

  stop() {
    this.#wanted = false;
    this.#close();
    this.onStatus("offline");
  }

  /** Reconnects at once, and says hello again. */
  restart() {
    this.#attempts = 0;
    this.start();
  }

  /** Records that the server has answered hello, so the connection is good. */
  welcomed() {
    this.#attempts = 0;
    clearTimeout(this.#timer);
    this.onStatus("online");
  }

  /** @returns {boolean} whether the frame was handed to the network */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  async #open() {
    this.#close();
    this.#pausing = false;
    const generation = ++this.#generation;
    this.onStatus("connecting");
    let hello;
    try {
      hello = await this.#hello();
    } catch {
      return this.#lost(generation);
    }
    if (generation !== this.#generation || !this.#wanted) return;
    this.#connect(generation, hello);
  }

  #connect(generation, hello) {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(generation), WELCOME_WITHIN);
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onclose = (event) => this.#lost(generation, hinted(event));
    socket.onmessage = (event) => {
      if (generation === this.#generation) this.onFrame(JSON.parse(event.data));
    };
  }

  #close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onclose = socket.onmessage = socket.onopen = null;
    socket.close();
  }

  /** @param {number} atLeast milliseconds that the server asked to wait */
  #lost(generation, atLeast = 0) {
    if (generation !== this.#generation || !this.#wanted) return;
    this.#close();
    this.#generation += 1;
    this.onStatus("offline");
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#pausing = true;
    this.#timer = setTimeout(() => this.#open(), Math.max(atLeast, ceiling * (0.3 + 0.7 * Math.random())));
  }

  #hurry() {
    if (this.#wanted && this.#pausing) this.restart();
  }
}

/** A gateway that restarts closes with 1012 and says when to come back, so that not everybody comes at once. */
function hinted({ code, reason }) {
  const seconds = code === 1012 ? Number(/^retry_after=([\d.]+)$/.exec(reason)?.[1] ?? 0) : 0;
  return 1000 * Math.min(seconds, 30);
}
