/** What the contact wrote and the server has not acknowledged. One stored key an item, so that tabs never overwrite each other. */

import * as storage from "./storage.js";

const TOO_OLD = 24 * 3600_000;
let counter = 0;

/**
 * @typedef {object} Item
 * @property {string} client_id
 * @property {"message" | "button"} type
 * @property {string} text what is shown; for a button, its label
 * @property {string} [token]
 * @property {string} order sorts by the time of writing
 * @property {string | null} conversation
 * @property {number} at milliseconds since the epoch
 * @property {"queued" | "sent" | "waiting" | "failed"} state
 * @property {{code: string, text: string}} [error]
 * @property {number} [retryAt] when a waiting item is tried again
 * @property {number} [tries]
 * @property {number} [id] the server's, once seen
 */

export class Outbox {
  #key = "";
  /** @type {Item[]} */
  items = [];

  /** Takes up what is stored for this person and conversation; what was left long ago waits for the contact's word. */
  open(key, conversation) {
    if (this.#key === "") this.move(key); // written before it was known who writes
    const mine = key === this.#key ? this.items.filter((item) => item.state === "failed") : [];
    this.#key = key;
    const stored = storage.keys(this.#prefix()).map(storage.read).filter(Boolean);
    this.items = [...mine];
    for (const item of stored) {
      if (item.conversation && item.conversation !== conversation) this.#forget(item);
      else if (!mine.some((other) => other.client_id === item.client_id)) this.items.push(this.#revive(item, conversation));
    }
    this.items.sort((one, other) => (one.order < other.order ? -1 : 1));
  }

  add(fields, conversation) {
    const at = Date.now();
    counter += 1;
    const item = {
      ...fields,
      client_id: newId(),
      order: `${String(at).padStart(15, "0")}.${String(counter).padStart(6, "0")}`,
      conversation,
      at,
      state: "queued",
    };
    this.items.push(item);
    this.#keep(item);
    return item;
  }

  find(clientId) {
    return this.items.find((item) => item.client_id === clientId);
  }

  /** The oldest item that should go next; nothing overtakes one that waits. */
  next() {
    const first = this.items.find((item) => item.state !== "failed");
    return first?.state === "queued" ? first : undefined;
  }

  /** The server has it, or the contact gave it up. */
  remove(clientId) {
    const item = this.find(clientId);
    if (!item) return;
    this.#forget(item);
    this.items = this.items.filter((other) => other !== item);
  }

  fail(item, error) {
    Object.assign(item, { state: "failed", error });
    this.#forget(item);
  }

  requeue(item) {
    Object.assign(item, { state: "queued", error: undefined, retryAt: undefined, at: Date.now() });
    this.#keep(item);
  }

  /** Connection lost: what was under way goes again. */
  rewind() {
    for (const item of this.items) if (item.state === "sent" || item.state === "waiting") item.state = "queued";
  }

  clear() {
    for (const item of this.items) this.#forget(item);
    this.items = [];
  }

  /** A visitor has signed in: what was written is theirs now. */
  move(key) {
    for (const item of this.items) this.#forget(item);
    this.#key = key;
    for (const item of this.items) if (item.state !== "failed") this.#keep(item);
  }

  #revive(item, conversation) {
    const tooOld = Date.now() - item.at > TOO_OLD;
    return { ...item, conversation, state: tooOld ? "failed" : "queued", error: tooOld ? { code: "old", text: "" } : undefined };
  }

  #prefix() {
    return `out.${this.#key}.`;
  }

  #keep(item) {
    storage.write(this.#prefix() + item.client_id, { ...item, state: "queued", error: undefined, id: undefined });
  }

  #forget(item) {
    storage.remove(this.#prefix() + item.client_id);
  }
}

/** A random UUID; `crypto.randomUUID` exists only in secure contexts. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
