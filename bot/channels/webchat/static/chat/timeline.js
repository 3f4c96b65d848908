/**
 * Holds the messages of one conversation, each id once, in the order of ids. A message that arrives
 * again replaces the earlier copy.
 */

export class Timeline {
  #byId = new Map();
  #sorted = [];

  /**
   * The highest id of the messages that the server has sent. Ids in acknowledgements do not count,
   * because a message with a lower id may still be on its way.
   */
  seenId = null;

  get messages() {
    this.#sorted ??= [...this.#byId.values()].sort((one, other) => one.id - other.id);
    return this.#sorted;
  }

  has(id) {
    return this.#byId.has(id);
  }

  put(message) {
    for (const file of message.files ?? []) file.signedAt ??= Date.now();
    this.#byId.set(message.id, message);
    this.#sorted = null;
  }

  receive(message) {
    this.put(message);
    this.seenId = Math.max(this.seenId ?? 0, message.id);
  }

  /** Returns the files of the newest messages whose links were signed before a time, at most `most`. */
  filesSignedBefore(time, most) {
    const files = this.messages.flatMap((message) => message.files ?? []);
    return files.filter((file) => (file.signedAt ?? 0) < time).slice(-most);
  }

  /** Puts new links to files into their messages. */
  refreshFiles(fresh) {
    const byId = new Map(fresh.map((file) => [file.id, { ...file, signedAt: Date.now() }]));
    for (const message of this.messages) {
      if (!message.files?.some((file) => byId.has(file.id))) continue;
      this.put({ ...message, files: message.files.map((file) => byId.get(file.id) ?? file) });
    }
  }

  /** Returns the number of messages of others after `id`. */
  unreadAfter(id) {
    return this.messages.filter((message) => message.author !== "contact" && message.id > id).length;
  }

  get lastId() {
    return this.messages.at(-1)?.id ?? 0;
  }

  get contactSpoke() {
    return this.messages.some((message) => message.author === "contact");
  }

  clear() {
    this.#byId.clear();
    this.#sorted = [];
    this.seenId = null;
  }
}
