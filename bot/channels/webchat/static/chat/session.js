/** The session of one person in this browser, shared by its tabs. The token is a secret: it goes into hello and nowhere else. */

import * as storage from "./storage.js";

export class Session {
  #release = () => {};
  #stored = null;
  #turn = 0;

  key = null;
  /** Called when another tab has put another session in the place of ours. */
  onOtherTab = () => {};

  constructor() {
    storage.onChange((name) => {
      if (name !== `session.${this.key}`) return;
      const now = storage.read(name);
      if (!now || now.token === this.token) return;
      const goesOn = now.conversation === this.conversation;
      this.#stored = now;
      if (!goesOn) this.onOtherTab(); // else it has another session for what we show already
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

  /** Without a session, tabs take turns, so that two that open together share one conversation. */
  async prepare() {
    this.release();
    if (this.token !== null) return undefined;
    this.#turn += 1;
    const turn = this.#turn;
    const release = await storage.acquire(`session.${this.key}`);
    if (turn !== this.#turn) return release(); // overtaken by a later attempt of our own
    this.#release = release;
    this.#stored = storage.read(`session.${this.key}`);
    return this.token !== null ? this.release() : undefined;
  }

  release() {
    this.#release();
    this.#release = () => {};
  }

  keep(token, conversation) {
    if (conversation !== this.conversation) storage.remove(`read.${this.key}`); // each conversation counts its own ids
    this.#stored = { token, conversation };
    storage.write(`session.${this.key}`, this.#stored);
    this.release();
  }

  forget() {
    storage.remove(`session.${this.key}`);
    this.#stored = null;
  }

  /** The session goes on under another person's key. */
  move(key) {
    const stored = this.#stored;
    const readId = this.readId;
    this.forget();
    this.key = key;
    this.#stored = stored;
    storage.write(`session.${key}`, stored);
    storage.write(`read.${key}`, readId);
  }

  /** @returns {boolean} whether it was news */
  markRead(id) {
    if (id <= this.readId) return false;
    storage.write(`read.${this.key}`, id);
    return true;
  }
}
