/**
 * Speaks the web chat protocol (docs/webchat-protocol.md) on the contact's side. It does not depend
 * on how the chat is displayed.
 *
 * Messages go one at a time, in the order of writing, and stay in the outbox until they are acknowledged.
 */

import { Connection } from "./connection.js";
import { VISITOR } from "./identity.js";
import { loadLater } from "./loading.js";
import { newId, Outbox } from "./outbox.js";
import { ReadMarks } from "./read_marks.js";
import { Session } from "./session.js";
import { Timeline } from "./timeline.js";

const ACK_WITHIN = 10_000;
const TYPING_LASTS = 8000;
const HISTORY_WITHIN = 700;
const REFUSALS = 2; // after so many refusals in a row we stop asking
const REFUSALS_WITHIN = 60_000;
const FAILS = new Set(["too_large", "bad_button", "bad_frame", "refused", "gone"]);
const LINKS_LAST = 10 * 60_000; // the server's links expire a little later
const LINKS_AT_ONCE = 50;
const LOOK_AT_LINKS = 60_000;

export class ChatClient {
  #identity;
  #connection;
  #session = new Session();
  #outbox = new Outbox();
  #timeline = new Timeline();
  #reads = new ReadMarks();
  #listeners = new Set();
  #scheduled = null;
  #turns = new Map();
  #finished = new Set();
  #hello = null;
  #beginsAnew = false;
  #refusals = 0;
  #refusedAt = 0;
  #renewing = false;
  #wantsForm = false;
  #announceLanguage = false;
  #timers = {};
  /** @type {Map<string, AbortController>} by the client_id of the item whose files are uploaded */
  #uploading = new Map();

  /** Called with each message of others that arrives while the chat is open. */
  onArrival = () => {};
  status = "connecting";
  /** True until the messages of the last conversation have arrived. */
  loading = true;
  /** @type {{author: string, name: string | null} | null} */
  typing = null;
  /** @type {{kind: "renewing" | "sign_in_failed" | "session_ended" | "error", text?: string} | null} */
  notice = null;
  /** How the contact stands in the queue for a person. @type {{place: number, text: string} | null} */
  queue = null;
  /** The form that is open. @type {{name: string, values: Record<string, string>} | null} */
  form = null;
  /**
   * The one-time link to Telegram that the contact asked for. It is never stored.
   * @type {{url: string, command: string} | null}
   */
  telegramLink = null;
  /**
   * What happened to files last, for screen readers.
   * @type {{what: "uploading" | "sent" | "failed", reason?: object} | null}
   */
  told = null;

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

  /** Returns the tokens of the buttons that were pressed in this browser. @type {string[]} */
  get used() {
    return this.#session.used;
  }

  /** Returns the id of the contact's last message that the agent has seen, or 0. */
  get seenByAgent() {
    return this.#reads.find(this.#timeline.messages);
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
    setInterval(() => document.hidden || this.refreshLinks(), LOOK_AT_LINKS);
    document.addEventListener("visibilitychange", () => document.hidden || this.refreshLinks());
  }

  /** @param {import("./files/choosing.js").Chosen[]} files */
  say(text, files = []) {
    const besides = files.length ? { files } : {};
    this.#outbox.add({ type: "message", text, ...besides }, this.#session.conversation);
    if (files.length) loadLater().then((later) => later.keep(files), () => {});
    this.#pump();
  }

  /** Sends a message without the file that is at fault. */
  sendWithout(clientId, key) {
    const item = this.#outbox.find(clientId);
    if (!item) return;
    this.#forgetFiles(item.files.filter((file) => file.key === key));
    item.files = item.files.filter((file) => file.key !== key);
    if (!item.text && !item.files.length) return this.discard(clientId);
    this.retry(clientId);
  }

  /** Asks for new links to the files whose links have expired or soon will. */
  refreshLinks({ all = false } = {}) {
    const before = all ? Infinity : Date.now() - LINKS_LAST;
    const ids = this.#timeline.filesSignedBefore(before, LINKS_AT_ONCE).map((file) => file.id);
    if (this.status === "online" && ids.length) this.#connection.send({ type: "file_links", client_id: newId(), ids });
  }

  press(button) {
    this.#session.use(button.token);
    this.#outbox.add({ type: "button", text: button.label, token: button.token }, this.#session.conversation);
    this.#pump();
  }

  /** Returns how the contact marked answers, by the messages' ids. @type {Record<number, boolean>} */
  get marks() {
    return this.#session.marks;
  }

  /** Says whether an answer helped, and in words what was missing. */
  markAnswer(id, helpful, words = "") {
    const frame = { type: "feedback", client_id: newId(), message_id: id, helpful, words };
    if (this.status !== "online" || !this.#connection.send(frame)) return;
    this.#session.mark(id, helpful);
    this.#changed();
  }

  /** Tells the contact something, until the next message. */
  tell(text) {
    this.notice = { kind: "error", text };
    this.#changed();
  }

  openForm(form) {
    this.form = form;
    this.#changed();
  }

  closeForm() {
    this.form = null;
    this.#changed();
  }

  /** Sends a form that the contact filled in. `text` is what the conversation shows of it. */
  sendForm(form, text, values) {
    this.#outbox.add({ type: "form", text, form, values }, this.#session.conversation);
    this.#pump();
  }

  /** Asks for the request for quotation as a form, filled in with what was said. */
  askForForm(label) {
    this.#wantsForm = true;
    this.#outbox.add({ type: "command", text: label, command: "request_form" }, this.#session.conversation);
    this.#pump();
  }

  /** Asks where the account is signed in. The answer appears in the conversation. */
  listDevices(label) {
    this.#outbox.add({ type: "command", text: label, command: "devices" }, this.#session.conversation);
    this.#pump();
  }

  /** Takes the contact out of the queue for a person. The answer appears in the conversation. */
  leaveQueue(label) {
    this.#outbox.add({ type: "command", text: label, command: "leave_queue" }, this.#session.conversation);
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
    this.#uploading.get(clientId)?.abort();
    const item = this.#outbox.find(clientId);
    this.#outbox.remove(clientId);
    if (item?.files) this.#forgetFiles(item.files);
    this.#pump();
  }

  /** Takes a message back for it to be edited. @returns {{text: string, files: object[]}} */
  takeBack(clientId) {
    this.#uploading.get(clientId)?.abort();
    const { text, files = [] } = this.#outbox.find(clientId);
    this.#outbox.remove(clientId);
    this.#pump();
    return { text, files };
  }

  reconnect() {
    this.#connection.restart();
  }

  newConversation() {
    this.#beginsAnew = true;
    this.#clearOutbox();
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
    const frame = this.status === "online" && this.#reads.next(this.#timeline.messages);
    if (frame) this.#connection.send(frame);
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
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      session,
      identity: token && (await this.#identity.token({ session })),
      language: session === null || this.#announceLanguage ? this.language : null,
      last_id: session === null ? null : this.#timeline.seenId,
      goes_on: !this.#beginsAnew, // with what the person has on another device
    };
    return this.#hello;
  }

  #welcome(frame) {
    const goesOn = frame.conversation === this.#session.conversation;
    if (goesOn && this.status === "online") return this.#renewed(frame);
    if (this.#session.token !== null && !goesOn) this.#reset();
    this.#announceLanguage = false;
    this.#beginsAnew = false;
    this.notice = null;
    this.queue = null; // the server tells it again
    this.#session.keep(frame.session, frame.conversation);
    this.#identity.bind(frame.session);
    this.#outbox.open(this.#session.key, frame.conversation);
    this.#connection.welcomed();
    this.#loadLater();
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
    this.refreshLinks({ all: true }); // the links are for the session of before
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
    this.queue = null;
    this.#timeline.clear();
    this.#reads.clear();
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
      read: () => this.#reads.receive(frame),
      telegram_link: () => (this.telegramLink = frame),
      queue: () => (this.queue = frame.place === null ? null : frame),
      file_links: () => this.#timeline.refreshFiles(frame.files),
      error: () => this.#error(frame),
    };
    handlers[frame.type]?.();
    this.#changed();
  }

  #message(message) {
    if (this.notice?.kind === "error") this.notice = null;
    this.#timeline.receive(message);
    this.#stopTyping();
    if (message.author !== "contact" && !this.loading) this.onArrival(message);
    if (message.author === "contact") this.#recognise(message);
    else if (this.#wantsForm) this.#findForm(message);
    if (this.loading && this.#hello?.session === null) this.#loaded();
  }

  /** Opens the form that the contact has asked for, once the answer brings it. */
  #findForm({ buttons }) {
    const found = buttons.find((button) => button.form);
    if (!found) return;
    this.#wantsForm = false;
    this.form = found.form;
  }

  /**
   * Finds the item in the outbox to which a message from the server belongs. The server may send
   * the message before its acknowledgement, or without one.
   */
  #recognise(message) {
    const item = message.client_id
      ? this.#outbox.find(message.client_id)
      : this.#outbox.items.find((other) => other.state === "sent" && !other.id && isSame(other, message));
    if (item) item.id = message.id;
  }

  #ack({ client_id: clientId, id }) {
    const item = this.#outbox.find(clientId);
    if (!item) return;
    clearTimeout(this.#timers.ack);
    this.#outbox.remove(clientId);
    if (!this.#timeline.has(id)) {
      const created = new Date(item.at).toISOString();
      const files = item.files?.map((file) => file.sent);
      const besides = files && { caption: item.text, files };
      this.#timeline.put({ id, author: "contact", text: item.text, ...besides, buttons: [], cards: [], created_at: created });
    }
    if (item.files) {
      this.told = { what: "sent" };
      loadLater().then((later) => later.forget(item.files), () => {});
    }
    if (!this.#finished.delete(clientId)) this.#turns.set(clientId, Date.now());
    this.#pump();
  }

  #turnDone({ client_id: clientId }) {
    if (this.#outbox.find(clientId)) this.#finished.add(clientId);
    this.#turns.delete(clientId);
    if (!this.#turns.size) this.#wantsForm = false;
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
    this.#clearOutbox();
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
    if (item.files?.some((file) => !file.sent)) {
      this.#upload(item);
      return;
    }
    const { type, client_id, text, token, command, files, form, values } = item;
    const besides = files?.length ? { files: files.map((file) => file.sent.id) } : {};
    const said = { button: { token }, command: { command }, form: { text, form, values } }[type] ?? { text, ...besides };
    const frame = { type, client_id, ...said };
    if (!this.#connection.send(frame)) return;
    item.state = "sent";
    clearTimeout(this.#timers.ack);
    this.#timers.ack = setTimeout(() => item.state === "sent" && this.#connection.restart(), ACK_WITHIN);
  }

  // Files

  /** Loads what sends files while there is a connection: they may be chosen without one. */
  #loadLater() {
    if (this.#timers.later) return;
    const load = () => loadLater().then((later) => later.clean(), () => {});
    this.#timers.later = setTimeout(() => (window.requestIdleCallback ?? setTimeout)(load), HISTORY_WITHIN);
  }

  /** Uploads an item's files one after the other, and then lets the item be sent. */
  async #upload(item) {
    const stop = new AbortController();
    this.#uploading.set(item.client_id, stop);
    Object.assign(item, { state: "uploading", progress: 0 });
    this.told = { what: "uploading" };
    this.#changed();
    const problem = await loadLater()
      .then((later) =>
        later.uploadAll(item, {
          session: this.#session.token,
          language: this.language,
          signal: stop.signal,
          onProgress: (share) => {
            item.progress = share;
            this.#changed();
          },
          onTaken: () => this.#outbox.update(item),
        }),
      )
      .catch(() => ({ code: "interrupted", text: "", seconds: null }));
    if (this.#uploading.get(item.client_id) === stop) this.#uploading.delete(item.client_id);
    if (stop.signal.aborted) return;
    if (problem) this.#uploadError(item, problem);
    else item.state = "queued";
    this.#pump();
  }

  #uploadError(item, { code, text, seconds, key }) {
    if (this.status !== "online") {
      item.state = "queued"; // it goes on with the connection
    } else if (code === "identity_expired" || code === "session_ended") {
      item.state = "sent"; // nothing else is sent until the new connection rewinds it
      if (code === "identity_expired") this.#signInAgain(null);
      else this.#connection.restart(); // the answer to hello says whether the session goes on elsewhere
    } else {
      this.#itemError(item, { code, text, retry_after: seconds });
      item.error.key = key;
      this.told = { what: "failed", reason: item.error };
    }
  }

  #forgetFiles(files) {
    const session = this.#session.token;
    loadLater().then((later) => later.forgetAll(files, session), () => {});
  }

  #clearOutbox() {
    for (const stop of this.#uploading.values()) stop.abort();
    const files = this.#outbox.items.flatMap((item) => item.files ?? []);
    this.#outbox.clear();
    if (files.length) this.#forgetFiles(files);
  }

  /** Tells the listeners after a short delay, only once for a burst of frames. */
  #changed() {
    this.#scheduled ??= setTimeout(() => {
      this.#scheduled = null;
      for (const listener of this.#listeners) listener();
    }, 0);
  }
}

/** Returns whether a message from the server is the one that an item of the outbox holds. */
function isSame({ text, files = [] }, message) {
  const ids = (message.files ?? []).map((file) => file.id).join();
  return text === (message.caption ?? message.text) && ids === files.map((file) => file.sent?.id).join();
}
