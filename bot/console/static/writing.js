// Tells the server every few seconds while somebody types a reply or a note, and once when they stop.

import { isNote } from "./composer.js";

const AGAIN_MS = 4000;

export function startWriting() {
  if (!document.getElementById("desk")) return;
  let toldAt = 0;
  let told = "";

  const tell = (form, what) => {
    if (what === told && (!what || Date.now() - toldAt < AGAIN_MS)) return;
    told = what;
    toldAt = Date.now();
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, what });
    // Nobody misses a sign that is lost: the next one comes soon, and without one the others stop showing it.
    fetch(`/console/conversations/${form.dataset.conversation}/writing`, { method: "POST", body, keepalive: true }).catch(() => {});
  };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "text") return;
    const { form } = event.target;
    tell(form, event.target.value.trim() ? (isNote(form) ? "note" : "reply") : "");
  });
  // A reply that was sent empties the box without an event of the keyboard.
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement?.id === "composer" && ctx.response?.raw.status === 200) tell(ctx.sourceElement, "");
  });
}
