/**
 * Speaks the web chat protocol (docs/webchat-protocol.md) on the contact's side. It does not depend
 * on how the chat is displayed.
 *
 * Messages go one at a time, in the order of writing, and stay in the outbox until they are acknowledged.
 */

import { Connection } from "./connection.js";
import { VISITOR } from "./identity.js";
import { Outbox } from "./outbox.js";
import { Session } from "./session.js";
import { Timeline } from "./timeline.js";

const ACK_WITHIN = 10_000;
const TYPING_LASTS = 8000;
const HISTORY_WITHIN = 700;
const REFUSALS = 2; // after so many refusals in a row we stop asking
const REFUSALS_WITHIN = 60_000;
const FAILS = new Set(["too_large", "bad_button", "bad_frame"]);

export class ChatClient {
  #identity;
  #connection;
  #session = new Session();
  #outbox = new Outbox();
  #timeline = new Timeline();
  #listeners = new Set();
  #scheduled = null;
  #turns = new Map();
  #finished = new Set();
  #hello = null;
  #refusals = 0;
  #refusedAt = 0;
  #renewing = false;
  #announceLanguage = false;
  #timers = {};

  status = "connecting";
  /** True until the messages of the last conversation have arrived. */
  loading = true;
  /** @type {{author: string, name: string | null} | null} */
  typing = null;
  /** @type {{kind: "renewing" | "sign_in_failed" | "session_ended" | "error", text?: string} | null} */
  notice = null;
  /**
   * The one-time link to Telegram that the contact asked for. It is never stored.
   * @type {{url: string, command: string} | null}
   */
  telegramLink = null;

  /** @param {{url: string, identity: import("./identity.js").Identity, language: string}} options */
  constructor({ url, identity, language }) {
    this.language = language;
    this.#identity = identity;
    this.#identity.onRenew = () => this.#renewInPlace();
    this.#connection = new Connection(url, () => this.#makeHello());
    this.#connection.onFrame = (frame) => this.#receive(frame);
    this.#connection.onStatus = (status) => this.#turn(status);
    this.#session.onOtherTab = () => this.#follow();
  }

  // What the display reads

  get messages() {
    return this.#timeline.messages;
  }

  /** Returns what the contact wrote that is not in `messages` yet. */
  get outgoing() {
    return this.#outbox.items.filter((item) => item.id === undefined);
  }

  /** Returns {role, name, account} of the person who is signed in, or null. */
  get person() {
    return this.#identity.claims;
  }

  get key() {
    return this.#session.key;
  }

  get unread() {
    return this.#timeline.unreadAfter(this.#session.readId);
  }

  /**
   * Returns the time, in milliseconds since the epoch, of the oldest message that the bot still
   * works on, or null.
   */
  get workingSince() {
    return this.#turns.size ? Math.min(...this.#turns.values()) : null;
  }

  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // What the contact does

  start() {
    this.#connection.start();
  }

  say(text) {
    this.#outbox.add({ type: "message", text }, this.#session.conversation);
    this.#pump();
  }

  press(button) {
    this.#outbox.add({ type: "button", text: button.label, token: button.token }, this.#session.conversation);
    this.#pump();
  }

  /** Asks where the account is signed in. The answer appears in the conversation. */
  listDevices(label) {
    this.#outbox.add({ type: "command", text: label, command: "devices" }, this.#session.conversation);
    this.#pump();
  }

  askForTelegramLink() {
    this.#connection.send({ type: "telegram_link", client_id: crypto.randomUUID() });
  }

  forgetTelegramLink() {
    this.telegramLink = null;
    this.#changed();
  }

  retry(clientId) {
    const item = this.#outbox.find(clientId);
    if (item) this.#outbox.requeue(item);
    this.#pump();
  }

  discard(clientId) {
    this.#outbox.remove(clientId);
    this.#pump();
  }

  reconnect() {
    this.#connection.restart();
  }

  newConversation() {
    this.#outbox.clear();
    this.#session.forget();
    this.#reset();
    this.#connection.restart();
  }

  /** Switches the language. The server renders all messages, so they are requested again. */
  setLanguage(language) {
    if (language === this.language) return;
    this.language = language;
    this.#announceLanguage = true;
    this.#timeline.seenId = null;
    this.#connection.restart();
  }

  /** Reacts when somebody signs in, signs out or signs in again on the page around the chat. */
  async identityChanged() {
    this.#refusals = 0;
    const before = this.#session.key;
    let token;
    try {
      token = await this.#identity.token({ fresh: true });
    } catch {
      return this.#connection.restart(); // the next hello asks for the identity again, after a pause
    }
    const key = this.#identity.key;
    if (key === before) this.#present(token);
    else if (before === VISITOR && this.#mayCarryOver(key)) this.#carryOver(key, token);
    else this.#connection.restart();
  }

  goOnAsVisitor() {
    this.#identity.becomeVisitor();
    this.#refusals = 0;
    this.#connection.restart();
  }

  markRead() {
    if (this.#session.markRead(this.#timeline.lastId)) this.#changed();
  }

  // Hello

  async #makeHello() {
    const token = await this.#identity.token({ session: this.#session.token });
    if (this.#identity.key !== this.#session.key) {
      this.#reset();
      this.#session.open(this.#identity.key);
    }
    await this.#session.prepare();
    const session = this.#session.token;
    this.#outbox.open(this.#session.key, this.#session.conversation);
    this.#hello = {
      type: "hello",
      session,
      identity: token && (await this.#identity.token({ session })),
      language: session === null || this.#announceLanguage ? this.language : null,
      last_id: session === null ? null : this.#timeline.seenId,
    };
    return this.#hello;
  }

  #welcome(frame) {
    const goesOn = frame.conversation === this.#session.conversation;
    if (goesOn && this.status === "online") return this.#renewed(frame);
    if (this.#session.token !== null && !goesOn) this.#reset();
    this.#announceLanguage = false;
    this.notice = null;
    this.#session.keep(frame.session, frame.conversation);
    this.#identity.bind(frame.session);
    this.#outbox.open(this.#session.key, frame.conversation);
    this.#connection.welcomed();
    clearTimeout(this.#timers.loading);
    this.#timers.loading = setTimeout(() => this.#loaded(), HISTORY_WITHIN);
    this.#pump();
  }

  /**
   * Reacts when a visitor has signed in without leaving the conversation. The conversation has
   * another session now, and messages that are being sent are not affected.
   */
  #renewed(frame) {
    this.#session.keep(frame.session, frame.conversation);
    this.#identity.bind(frame.session);
  }

  #loaded() {
    this.loading = false;
    this.#changed();
  }

  /**
   * Follows another tab that has started a new conversation, or signed in as the same person. All
   * tabs show the same conversation.
   */
  #follow() {
    this.#reset();
    this.#connection.restart();
  }

  #reset() {
    this.#timeline.clear();
    this.#turns.clear();
    this.#finished.clear();
    this.typing = null;
    this.loading = true;
    this.#changed();
  }

  // Frames

  #receive(frame) {
    const handlers = {
      welcome: () => this.#welcome(frame),
      message: () => this.#message(frame),
      ack: () => this.#ack(frame),
      turn_done: () => this.#turnDone(frame),
      typing: () => this.#type(frame),
      telegram_link: () => (this.telegramLink = frame),
      error: () => this.#error(frame),
    };
    handlers[frame.type]?.();
    this.#changed();
  }

  #message(message) {
    if (this.notice?.kind === "error") this.notice = null;
    this.#timeline.receive(message);
    this.#stopTyping();
    if (message.author === "contact") this.#recognise(message);
    if (this.loading && this.#hello?.session === null) this.#loaded();
  }

  /**
   * Finds the item in the outbox to which a message from the server belongs. The server may send
   * the message before its acknowledgement, or without one.
   */
  #recognise(message) {
    const item = message.client_id
      ? this.#outbox.find(message.client_id)
      : this.#outbox.items.find((other) => other.state === "sent" && other.text === message.text && !other.id);
    if (item) item.id = message.id;
  }

  #ack({ client_id: clientId, id }) {
    const item = this.#outbox.find(clientId);
    if (!item) return;
    this.#outbox.remove(clientId);
    if (!this.#timeline.has(id)) {
      const created = new Date(item.at).toISOString();
      this.#timeline.put({ id, author: "contact", text: item.text, buttons: [], cards: [], created_at: created });
    }
    if (!this.#finished.delete(clientId)) this.#turns.set(clientId, Date.now());
    this.#pump();
  }

  #turnDone({ client_id: clientId }) {
    if (this.#outbox.find(clientId)) this.#finished.add(clientId);
    this.#turns.delete(clientId);
    if (!this.#turns.size && this.typing?.author === "bot") this.#stopTyping();
  }

  #type({ author, author_name: name }) {
    clearTimeout(this.#timers.typing);
    this.typing = { author, name: name ?? null };
    this.#timers.typing = setTimeout(() => {
      this.#stopTyping();
      this.#changed();
    }, TYPING_LASTS);
  }

  #stopTyping() {
    clearTimeout(this.#timers.typing);
    this.typing = null;
  }

  // Errors

  #error(frame) {
    const item = frame.client_id ? this.#outbox.find(frame.client_id) : null;
    if (frame.code === "session_ended" && frame.renewed) this.#signedInElsewhere(frame);
    else if (frame.code === "session_ended") this.#sessionEnded(frame);
    else if (frame.code === "identity_expired" || frame.code === "identity_refused") this.#signInAgain(item);
    else if (item) this.#itemError(item, frame);
    else if (frame.code === "bad_frame" && this.status !== "online") this.#forgottenSession();
    else this.notice = { kind: "error", text: frame.text };
  }

  #itemError(item, { code, text, retry_after: seconds }) {
    clearTimeout(this.#timers.ack);
    if (FAILS.has(code)) {
      this.#outbox.fail(item, { code, text });
      this.#pump();
      return;
    }
    item.tries = (item.tries ?? 0) + 1;
    const wait = 1000 * (seconds ?? Math.min(30, 2 ** item.tries));
    Object.assign(item, { state: "waiting", error: { code, text }, retryAt: Date.now() + wait });
    setTimeout(() => item.state === "waiting" && this.retry(item.client_id), wait);
  }

  /** Starts anew when the server does not know the session any more (its data was reset). */
  #forgottenSession() {
    if (this.#hello?.session === null) return;
    this.#session.forget();
    this.#follow();
  }

  /**
   * Handles a session that was ended from another device or by staff. It was ended on purpose, so
   * we sign in again only when the contact asks for it.
   */
  #sessionEnded({ text }) {
    this.#connection.stop();
    this.#outbox.clear();
    this.#session.forget();
    this.#reset();
    this.loading = false;
    this.notice = { kind: "session_ended", text };
  }

  /**
   * Handles a sign-in from this session in another window. If the same person is signed in here too, the conversation continues
   * with what was written: the old session and a fresh identity of that person open it together.
   */
  async #signedInElsewhere(frame) {
    this.#connection.stop();
    const token = await this.#identity.token({ fresh: true }).catch(() => null);
    if (!token) return this.#sessionEnded(frame);
    const key = this.#identity.key;
    if (key !== this.#session.key) {
      this.#outbox.move(key);
      if (!this.#session.exists(key)) this.#session.move(key);
    }
    this.#session.open(key);
    this.#follow();
  }

  async #signInAgain(item) {
    if (item) item.state = "queued";
    this.notice = { kind: "renewing" };
    if (this.#renewing) return;
    this.#renewing = true;
    if (Date.now() - this.#refusedAt > REFUSALS_WITHIN) this.#refusals = 0;
    this.#refusals += 1;
    this.#refusedAt = Date.now();
    const token = this.#refusals > REFUSALS ? null : await this.#identity.token({ fresh: true }).catch(() => null);
    this.#renewing = false;
    if (token) this.#connection.restart();
    else this.#signInFailed();
    this.#changed();
  }

  #signInFailed() {
    this.#connection.stop();
    this.notice = { kind: "sign_in_failed" };
  }

  // Signing in without leaving the conversation

  async #renewInPlace() {
    const before = this.#identity.key;
    const token = await this.#identity.token({ fresh: true }).catch(() => null);
    if (token && this.#identity.key === before) this.#present(token);
    else this.#connection.restart();
  }

  #present(token) {
    if (!token || this.status !== "online") return this.#connection.restart();
    this.#identity.bind(this.#session.token);
    this.#connection.send({ type: "identity", token });
    this.#changed();
  }

  /**
   * Returns whether the visitor's conversation may continue as that of the person who signs in. It
   * may not if that person already has one in this browser.
   */
  #mayCarryOver(key) {
    return this.status === "online" && this.#timeline.contactSpoke && !this.#session.exists(key);
  }

  #carryOver(key, token) {
    this.#session.move(key);
    this.#outbox.move(key);
    this.#present(token);
  }

  // Sending

  #turn(status) {
    this.status = status;
    if (status !== "online") {
      clearTimeout(this.#timers.ack);
      this.#session.release();
      this.#outbox.rewind();
      this.#stopTyping();
    }
    this.#changed();
  }

  #pump() {
    this.#changed();
    if (this.status !== "online" || this.#outbox.items.some((item) => item.state === "sent")) return;
    const item = this.#outbox.next();
    if (!item) return;
    const { type, client_id, text, token, command } = item;
    const said = { button: { token }, command: { command } }[type] ?? { text };
    const frame = { type, client_id, ...said };
    if (!this.#connection.send(frame)) return;
    item.state = "sent";
    clearTimeout(this.#timers.ack);
    this.#timers.ack = setTimeout(() => item.state === "sent" && this.#connection.restart(), ACK_WITHIN);
  }

  /** Tells the listeners after a short delay, only once for a burst of frames. */
  #changed() {
    this.#scheduled ??= setTimeout(() => {
      this.#scheduled = null;
      for (const listener of this.#listeners) listener();
    }, 0);
  }
}
