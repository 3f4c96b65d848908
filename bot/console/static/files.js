// Attaches files to a reply or note: by button, by pasting and by dropping them on the conversation. They are uploaded at once,
// and the form then names them. What is attached is kept here, because the form is rendered again when the conversation changes.

/** @type {{key: string, file: File, id: string | null, preview: string | null, share: number, failed: boolean, request: XMLHttpRequest | null}[]} */
let attached = [];

export function startFiles() {
  const article = document.querySelector(".conversation");
  if (!picker()) return;
  show();
  document.addEventListener("click", (event) => {
    if (event.target.closest("#attach")) picker().click();
    const act = event.target.closest("[data-file]");
    if (act) (act.dataset.act === "retry" ? upload : remove)(attached.find((each) => each.key === act.dataset.file));
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id !== "files") return;
    add([...target.files]);
    target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    // Cells that are copied from a table come with a picture of them. Then the words are meant.
    if (!data?.files.length || [...data.types].includes("text/plain")) return;
    event.preventDefault();
    add([...data.files]);
  });
  document.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    article.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && article.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    article.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "composer" || attached.every((each) => each.id)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(picker().dataset.waits);
  }, true);
  document.addEventListener("htmx:after:swap", show);
  new MutationObserver(() => document.getElementById("attach")?.hidden && show()).observe(document.getElementById("desk"), { childList: true, subtree: true, attributes: true });
}

export function hasFiles() {
  return attached.length > 0;
}

export function clearFiles() {
  attached = [];
  refuse("");
  show();
}

function picker() {
  return document.getElementById("files");
}

function add(files) {
  const { megabytes, count, tooLarge, tooMany } = picker().dataset;
  refuse("");
  for (const file of files) {
    if (file.size > megabytes * 1024 * 1024) refuse(fill(tooLarge, file));
    else if (attached.length >= count) refuse(fill(tooMany, file));
    else {
      const each = { key: newKey(), file, id: null, preview: null, share: 0, failed: false, request: null };
      attached.push(each);
      upload(each);
    }
  }
  document.getElementById("text").focus();
}

function upload(each) {
  const { address, uploading } = picker().dataset;
  const request = new XMLHttpRequest();
  Object.assign(each, { failed: false, share: 0, request });
  tell(fill(uploading, each.file));
  request.open("POST", address);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-Caravan-Csrf", document.querySelector("#composer [name=csrf]").value);
  request.setRequestHeader("X-Caravan-File", encodeURIComponent(each.file.name.slice(-200).toWellFormed?.() ?? each.file.name.slice(-200)));
  request.setRequestHeader("X-Caravan-Upload", each.key);
  request.upload.onprogress = (event) => {
    each.share = event.loaded / event.total;
    show();
  };
  request.onload = () => answered(each, request);
  request.onerror = () => fail(each, fill(picker().dataset.failed, each.file));
  request.send(each.file);
  show();
}

function answered(each, request) {
  each.request = null;
  if (request.status === 401) location.assign(request.getResponseHeader("HX-Redirect") ?? "/console");
  else if (request.status === 201) {
    const { id, name, preview } = JSON.parse(request.responseText);
    Object.assign(each, { id, preview });
    tell(fill(picker().dataset.ready, { name }));
    show();
  } else if (request.status === 422) {
    remove(each);
    refuse(JSON.parse(request.responseText).text);
  } else fail(each, reasonOf(request) || fill(picker().dataset.failed, each.file));
}

function fail(each, reason) {
  each.failed = true;
  refuse(reason);
  show();
}

function remove(each) {
  if (!each) return;
  each.request?.abort();
  attached = attached.filter((other) => other !== each);
  show();
  document.getElementById("text").focus();
}

/** Shows what is attached in the form as it is now. */
function show() {
  const list = document.getElementById("attached");
  const text = document.getElementById("text");
  if (!list) return;
  const button = document.getElementById("attach");
  if (button.hidden) button.hidden = false;
  const shown = attached.map((each) => [each.key, each.id, each.failed, Math.round(each.share * 100)].join()).join(";");
  if (list.dataset.shown === shown && list.children.length === attached.length) return;
  list.dataset.shown = shown;
  text.required = !attached.length;
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.file : null;
  list.replaceChildren(...attached.map(render));
  if (focused) list.querySelector(`[data-file="${focused}"]`)?.focus();
}

function render(each) {
  const item = document.createElement("li");
  if (each.preview) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: each.preview, alt: "" });
    item.append(picture);
  }
  const name = document.createElement("bdi");
  name.className = "file-name";
  name.textContent = each.file.name;
  item.append(name);
  if (each.id) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "file", value: each.id });
    item.append(field);
  } else if (each.failed) item.append(act(each, "retry", picker().dataset.retry, picker().dataset.retry));
  else {
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", fill(picker().dataset.uploading, each.file));
    if (each.share < 1) bar.value = each.share;
    item.append(bar, percent(each.share));
  }
  item.append(act(each, "remove", "×", fill(picker().dataset.remove, each.file)));
  return item;
}

function percent(share) {
  const words = document.createElement("span");
  words.className = "muted small";
  words.ariaHidden = "true";
  words.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
  return words;
}

function act(each, name, words, label) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: name === "retry" ? "button quiet" : "tool", textContent: words, ariaLabel: label });
  Object.assign(button.dataset, { file: each.key, act: name });
  return button;
}

function refuse(words) {
  document.getElementById("attached-refused").textContent = words;
}

function tell(words) {
  document.getElementById("attached-status").textContent = words;
}

function fill(sentence, { name }) {
  return sentence.replace("{file}", () => name);
}

/** Returns the words of an answer that the console wrote as a part of a page. */
function reasonOf(request) {
  return new DOMParser().parseFromString(request.responseText, "text/html").body.textContent.trim();
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
