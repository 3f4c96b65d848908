// Offers the colleagues when an @ is typed in a note.

import { isNote } from "./composer.js";
import { offer } from "./suggestions.js";

const MOST = 8;

export function startMentions() {
  if (!document.getElementById("desk")) return;
  document.addEventListener("input", (event) => {
    if (event.target.id === "text" && isNote(event.target.form)) look(event.target);
  });
}

function look(text) {
  const before = text.value.slice(0, text.selectionStart);
  const typed = /(?:^|[\s(（，。、])@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!typed) return;
  const wanted = typed[1].toLowerCase();
  const colleagues = JSON.parse(text.dataset.colleagues);
  const found = colleagues.filter(({ username, name }) => username.includes(wanted) || name.toLowerCase().includes(wanted));
  const start = before.length - typed[1].length;
  offer(text, text.dataset.mention, found.slice(0, MOST).map(({ username, name }) => ({
    name: `@${username}`, words: name, insert: () => insert(text, start, username),
  })));
}

function insert(text, start, username) {
  text.setRangeText(`${username} `, start, text.selectionStart, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}
