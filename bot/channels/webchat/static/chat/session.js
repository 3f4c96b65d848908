/**
 * Holds the session of one person in this browser, which all tabs share. Its token is a secret, and
 * is sent only in hello.
 */

import { acquire, onStoredChange, readStored, removeStored, writeStored } from "./storage.js";

const USED = 200; // so many pressed buttons are remembered

export class Session {
  #release = () => {};
  #stored = null;
  #turn = 0;

  key = null;
  /** Called when another tab has replaced our session by one with another conversation. */
  onOtherTab = () => {};

  constructor() {
    onStoredChange((name) => {
      if (name !== `session.${this.key}`) return;
      const now = readStored(name);
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
    return readStored(`read.${this.key}`) ?? 0;
  }

  get used() {
    return readStored(`used.${this.key}`) ?? [];
  }

  /** Notes that a button was pressed. */
  use(token) {
    writeStored(`used.${this.key}`, [...this.used.slice(1 - USED), token]);
  }

  /** Returns how answers were marked in this browser, by their ids. */
  get marks() {
    return readStored(`marks.${this.key}`) ?? {};
  }

  mark(id, helpful) {
    writeStored(`marks.${this.key}`, { ...this.marks, [id]: helpful });
  }

  exists(key) {
    return readStored(`session.${key}`) !== null;
  }

  open(key) {
    this.key = key;
    this.#stored = readStored(`session.${key}`);
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
    const release = await acquire(`session.${this.key}`);
    if (turn !== this.#turn) return release(); // a later call in this tab has replaced this one
    this.#release = release;
    this.#stored = readStored(`session.${this.key}`);
    return this.token !== null ? this.release() : undefined;
  }

  release() {
    this.#release();
    this.#release = () => {};
  }

  keep(token, conversation) {
    if (conversation !== this.conversation) {
      removeStored(`read.${this.key}`); // ids are numbered within each conversation
      removeStored(`used.${this.key}`);
      removeStored(`marks.${this.key}`);
    }
    this.#stored = { token, conversation };
    writeStored(`session.${this.key}`, this.#stored);
    this.release();
  }

  forget() {
    removeStored(`session.${this.key}`);
    this.#stored = null;
  }

  /** Moves the session to another person's key. */
  move(key) {
    const stored = this.#stored;
    const { readId, used, marks } = this;
    this.forget();
    this.key = key;
    this.#stored = stored;
    writeStored(`session.${key}`, stored);
    writeStored(`read.${key}`, readId);
    writeStored(`used.${key}`, used);
    writeStored(`marks.${key}`, marks);
  }

  /** @returns {boolean} whether `id` is newer than what was read before */
  markRead(id) {
    if (id <= this.readId) return false;
    writeStored(`read.${this.key}`, id);
    return true;
  }
}
