/**
 * Holds what the contact wrote and the server has not acknowledged. Each item is stored under a key
 * of its own, so that tabs never overwrite each other.
 */

import { listStored, readStored, removeStored, writeStored } from "./storage.js";

const TOO_OLD = 24 * 3600_000;
let counter = 0;

/**
 * @typedef {object} Item
 * @property {string} client_id
 * @property {"message" | "button" | "command" | "form"} type
 * @property {string} text what is shown; for a button, its label
 * @property {string} [token]
 * @property {string} order sorts by the time of writing
 * @property {string | null} conversation
 * @property {number} at milliseconds since the epoch
 * @property {object[]} [files] what goes with it: files/choosing.js says how; `sent` is the file as the server shows it, once
 *   it has it
 * @property {"queued" | "uploading" | "sent" | "waiting" | "failed"} state
 * @property {number} [progress] between 0 and 1, while it uploads
 * @property {{code: string, text: string, key?: string}} [error] `key` is that of the file at fault
 * @property {number} [retryAt] when a waiting item is tried again
 * @property {number} [tries]
 * @property {number} [id] the message's id on the server, once it is known
 */

export class Outbox {
  #key = "";
  /** @type {Item[]} */
  items = [];

  /**
   * Loads the items that are stored for this person and conversation. Items that are too old are
   * sent only when the contact asks for it.
   */
  open(key, conversation) {
    if (this.#key === "") this.move(key); // the items were written before we knew who the contact is
    const stays = ({ state, conversation: where }) => state === "failed" || (state === "uploading" && where === conversation);
    const mine = key === this.#key ? this.items.filter(stays) : [];
    this.#key = key;
    const stored = listStored(this.#prefix()).map(readStored).filter(Boolean);
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

  /**
   * Returns the item to send next. It is the oldest one; while that one waits, nothing overtakes
   * it.
   */
  next() {
    const first = this.items.find((item) => item.state !== "failed");
    return first?.state === "queued" ? first : undefined;
  }

  /** Removes an item that the server has, or that the contact discarded. */
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

  /** Stores what has changed in an item. */
  update(item) {
    this.#keep(item);
  }

  requeue(item) {
    Object.assign(item, { state: "queued", error: undefined, retryAt: undefined, at: Date.now() });
    this.#keep(item);
  }

  /** Queues again what was being sent when the connection was lost. */
  rewind() {
    for (const item of this.items) if (item.state === "sent" || item.state === "waiting") item.state = "queued";
  }

  clear() {
    for (const item of this.items) this.#forget(item);
    this.items = [];
  }

  /** Stores the items under the key of the person as whom a visitor has signed in. */
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
    writeStored(this.#prefix() + item.client_id, { ...item, state: "queued", error: undefined, id: undefined, progress: undefined });
  }

  #forget(item) {
    removeStored(this.#prefix() + item.client_id);
  }
}

/** Returns a random UUID. `crypto.randomUUID` exists only in secure contexts. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
