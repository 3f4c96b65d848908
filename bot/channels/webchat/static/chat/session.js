/**
 * Holds the session of one person in this browser, which all tabs share. Its token is a secret, and
 * is sent only in hello.
 */

import * as storage from "./storage.js";

export class Session {
  #release = () => {};
  #stored = null;
  #turn = 0;

  key = null;
  /** Called when another tab has replaced our session by one with another conversation. */
  onOtherTab = () => {};

  constructor() {
    storage.onChange((name) => {
      if (name !== `session.${this.key}`) return;
      const now = storage.read(name);
      if (!now || now.token === this.token) return;
      const goesOn = now.conversation === this.conversation;
      this.#stored = now;
      if (!goesOn) this.onOtherTab(); // otherwise the new session has the conversation that we show already
    });
  }

  get token() {
    return this.#stored?.token ?? null;
  }

  get conversation() {
    return this.#stored?.conversation ?? null;
  }

  get readId() {
    return storage.read(`read.${this.key}`) ?? 0;
  }

  exists(key) {
    return storage.read(`session.${key}`) !== null;
  }

  open(key) {
    this.key = key;
    this.#stored = storage.read(`session.${key}`);
  }

  /**
   * Makes tabs take turns while there is no session, so that two tabs that open together share one
   * conversation.
   */
  async prepare() {
    this.release();
    if (this.token !== null) return undefined;
    this.#turn += 1;
    const turn = this.#turn;
    const release = await storage.acquire(`session.${this.key}`);
    if (turn !== this.#turn) return release(); // a later call in this tab has replaced this one
    this.#release = release;
    this.#stored = storage.read(`session.${this.key}`);
    return this.token !== null ? this.release() : undefined;
  }

  release() {
    this.#release();
    this.#release = () => {};
  }

  keep(token, conversation) {
    if (conversation !== this.conversation) storage.remove(`read.${this.key}`); // ids are numbered within each conversation
    this.#stored = { token, conversation };
    storage.write(`session.${this.key}`, this.#stored);
    this.release();
  }

  forget() {
    storage.remove(`session.${this.key}`);
    this.#stored = null;
  }

  /** Moves the session to another person's key. */
  move(key) {
    const stored = this.#stored;
    const readId = this.readId;
    this.forget();
    this.key = key;
    this.#stored = stored;
    storage.write(`session.${key}`, stored);
    storage.write(`read.${key}`, readId);
  }

  /** @returns {boolean} whether `id` is newer than what was read before */
  markRead(id) {
    if (id <= this.readId) return false;
    storage.write(`read.${this.key}`, id);
    return true;
  }
}
