// Runs the reply box: Enter sends, a draft survives leaving the page, and the length is shown when it nears the limit.

import { clearFiles, hasFiles } from "./files.js";

const NEAR_LIMIT = 500;

export function startComposer() {
  if (!document.getElementById("desk")) return;
  restore();
  document.addEventListener("input", (event) => {
    if (event.target.id === "text") changed(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "internal" || event.target.type !== "checkbox") return;
    const text = document.getElementById("text");
    text.placeholder = event.target.checked ? text.dataset.note : text.dataset.reply;
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "text" || event.key !== "Enter" || event.shiftKey || event.altKey) return;
    // An Enter that ends the composition of Chinese characters does not send the reply.
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (event.target.value.trim() || hasFiles()) event.target.form.requestSubmit();
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement?.id !== "composer" || ctx.response?.raw.status !== 200) return;
    const text = document.getElementById("text");
    text.value = "";
    clearFiles();
    changed(text);
    text.focus();
  });
}

/** Returns whether the reply box holds a note for the staff. */
export function isNote(form) {
  return form.querySelector("[name=internal]:checked, [name=internal][type=hidden]") !== null;
}

function key(text) {
  return `caravan.draft.${text.form.dataset.conversation}`;
}

function changed(text) {
  const counter = document.getElementById("counter");
  const left = Number(counter.dataset.limit) - [...text.value].length;
  counter.textContent = left <= NEAR_LIMIT ? String(left) : "";
  counter.classList.toggle("near", left <= NEAR_LIMIT / 10);
  if (text.value) sessionStorage.setItem(key(text), text.value);
  else sessionStorage.removeItem(key(text));
}

function restore() {
  const text = document.getElementById("text");
  text.value ||= sessionStorage.getItem(key(text)) ?? "";
  changed(text);
}
