// Offers the prepared replies when a slash is typed at the beginning of a reply.

import { offer, withdraw } from "./suggestions.js";

const MOST = 8;
let loading = null;

export function startCanned() {
  if (!document.getElementById("desk")) return;
  document.addEventListener("input", (event) => {
    if (event.target.id === "text") look(event.target);
  });
}

async function look(text) {
  const typed = /^\/(\S*)$/u.exec(text.value);
  if (!typed) return withdraw();
  const replies = await (loading ??= load(text.form.dataset.conversation));
  // While they were loaded, more may have been typed, for which there is an event of its own.
  if (text.value !== typed[0]) return undefined;
  const wanted = typed[1].toLowerCase();
  const rank = (reply) => (reply.shortcut.startsWith(wanted) ? 0 : 1);
  const found = replies
    .filter((reply) => reply.shortcut.includes(wanted) || reply.text.toLowerCase().includes(wanted))
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, MOST);
  return offer(text, text.dataset.canned, found.map((reply) => ({
    name: `/${reply.shortcut}`, words: reply.text, lang: reply.language, insert: () => insert(text, reply),
  })));
}

async function load(conversation) {
  try {
    const answer = await fetch(`/console/conversations/${conversation}/canned`, { headers: { "HX-Request": "true" } });
    if (answer.ok) return await answer.json();
  } catch {
    // The next slash tries again.
  }
  loading = null;
  return [];
}

function insert(text, reply) {
  text.value = reply.text;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}
