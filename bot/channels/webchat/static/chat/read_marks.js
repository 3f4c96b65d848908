/** Keeps how far each side has read what the other wrote (the frames `read` of the protocol). */

export class ReadMarks {
  #told = 0;

  /** The id of the last message that the agent has seen. */
  byAgent = 0;

  /** Returns the frame that says how far the contact has read, or null if the agent knows it already. */
  next(messages) {
    const last = messages.findLast((message) => message.author === "agent")?.id ?? 0;
    if (last <= this.#told) return null;
    this.#told = last;
    return { type: "read", through: last };
  }

  receive({ through }) {
    this.byAgent = Math.max(this.byAgent, through);
  }

  clear() {
    this.#told = 0;
    this.byAgent = 0;
  }

  /** Returns the id of the last message of the contact that the agent has seen, or 0. */
  find(messages) {
    return messages.findLast((message) => message.author === "contact" && message.id <= this.byAgent)?.id ?? 0;
  }
}
