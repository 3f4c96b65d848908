// Keeps the transcript at its newest message, unless somebody is reading further up.

import { dayOf } from "./times.js";

const NEAR = 80;

export function startTranscript() {
  const transcript = document.getElementById("transcript");
  const messages = document.getElementById("messages");
  if (!transcript) return;
  const jump = document.getElementById("jump");
  const narrow = matchMedia("(max-width: 1180px)");
  const phone = matchMedia("(max-width: 760px)");
  let atEnd = true;

  document.getElementById("who-details").open = !narrow.matches;
  const rows = document.getElementById("rows-details");
  if (rows) rows.open = !narrow.matches;
  if (phone.matches) document.getElementById("dossier").open = false;
  const toEnd = () => { transcript.scrollTop = transcript.scrollHeight; };

  transcript.addEventListener("scroll", () => {
    atEnd = transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < NEAR;
    jump.hidden = atEnd;
    if (atEnd) jump.classList.remove("news");
  });
  jump.addEventListener("click", toEnd);
  new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(transcript);

  new MutationObserver((changes) => {
    markDays(messages);
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.dataset?.id);
    if (!added.length) return;
    const newest = messages.querySelector(".message:last-of-type");
    if (!added.includes(newest)) return;
    if (atEnd || newest.dataset.author === "agent") toEnd();
    else jump.classList.add("news");
  }).observe(messages, { childList: true });

  keepPlace(transcript);
  noteSeen(messages);
  keepOpen();
  markDays(messages);
  toEnd();
}

// What changes in the conversation renders its head anew. A form that is being filled in there stays open.
function keepOpen() {
  let open = false;
  document.addEventListener("click", (event) => {
    const summary = event.target.closest?.(".pass-on > summary");
    if (summary) open = !summary.parentElement.open;
  });
  document.addEventListener("htmx:after:swap", () => {
    const form = document.querySelector(".pass-on");
    if (form && open) form.open = true;
  });
}

// A form that ends the agent's part says which message was the last on the page.
function noteSeen(messages) {
  document.addEventListener("submit", (event) => {
    const seen = event.target.querySelector("[data-seen]");
    const newest = messages.querySelector(".message:last-of-type");
    if (seen && newest) seen.value = newest.dataset.id;
  }, true);
}

// Earlier messages are inserted above. What was in view must not move.
function keepPlace(transcript) {
  let height = 0;
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.target.closest?.("#older")) height = transcript.scrollHeight - transcript.scrollTop;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (height) transcript.scrollTop = transcript.scrollHeight - height;
    height = 0;
  });
}

function markDays(messages) {
  let previous = "";
  for (const message of messages.querySelectorAll(".message")) {
    const date = dayOf(new Date(message.querySelector("time").dateTime));
    if (date !== previous) message.dataset.day = date;
    else delete message.dataset.day;
    previous = date;
  }
}
