/**
 * Keeps the bytes of chosen files until the server has them, and uploads them. Loaded when the chat
 * is idle, not at its start.
 */

import { acquire } from "../storage.js";

const DATABASE = "caravan";
const STORE = "files";
const KEPT_FOR = 48 * 3600_000;
/** @type {Map<string, Blob>} what was chosen in this page, and what the browser refuses to keep */
const chosen = new Map();

/** Notes a chosen file under its key, for as long as the page lives. */
export function hold(key, blob) {
  chosen.set(key, blob);
}

/** Keeps the files of a message that waits, so that a reload does not lose them. */
export async function keep(files) {
  for (const { key } of files) {
    const blob = chosen.get(key);
    if (blob) await inStore("readwrite", (store) => store.put({ blob, at: Date.now() }, key)).catch(() => {});
  }
}

/** Forgets files that the server has, or that are not sent after all. */
export async function forget(files) {
  for (const { key } of files) {
    chosen.delete(key);
    await inStore("readwrite", (store) => store.delete(key)).catch(() => {});
  }
}

/** Forgets what a page that is gone has left behind. */
export async function clean() {
  const release = await acquire("files");
  await inStore("readwrite", (store) => {
    const asked = store.openCursor();
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor) return;
      if (Date.now() - cursor.value.at > KEPT_FOR) cursor.delete();
      cursor.continue();
    };
    return asked;
  }).catch(() => {});
  release();
}

/** @returns {Promise<Blob | null>} */
async function readBlob(key) {
  return chosen.get(key) ?? (await inStore("readonly", (store) => store.get(key)).catch(() => null))?.blob ?? null;
}

/**
 * @typedef {{file: object} | {gone: true} | {stopped: true} | {code: string, text: string, seconds: number | null}} Outcome
 *   the file as messages show it; or that this browser no longer has it; or that it was cancelled;
 *   or why the server did not take it
 */

/**
 * Uploads one file. The same key may be sent again: the server then has one file.
 * @param {{key: string, name: string}} file
 * @param {{session: string, language: string, signal: AbortSignal, onProgress: (share: number) => void}} options
 * @returns {Promise<Outcome>}
 */
export async function upload({ key, name }, { session, language, signal, onProgress }) {
  const blob = await readBlob(key);
  if (!blob) return { gone: true };
  if (signal.aborted) return { stopped: true };
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/chat/files?language=${language}`);
    request.setRequestHeader("Authorization", `Bearer ${session}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Caravan-File", encodeURIComponent(name.slice(-200).toWellFormed?.() ?? name.slice(-200)));
    request.setRequestHeader("X-Caravan-Upload", key);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onload = () => resolve(readAnswer(request));
    request.onerror = () => resolve({ code: "interrupted", text: "", seconds: null });
    request.onabort = () => resolve({ stopped: true });
    signal.addEventListener("abort", () => request.abort());
    request.send(blob);
  });
}

/** Tells the server that an uploaded file is not sent after all. Otherwise it forgets it after a day. */
export function withdraw(id, session) {
  fetch(`/chat/files/${id}`, { method: "DELETE", headers: { Authorization: `Bearer ${session}` } }).catch(() => {});
}

function readAnswer(request) {
  let body = null;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // a proxy has answered, and not the chat
  }
  if (request.status === 201 && body?.id) return { file: body };
  const seconds = Number(request.getResponseHeader("Retry-After")) || null;
  if (request.status === 413) return { code: "refused", text: "", seconds };
  return { code: body?.error ?? "interrupted", text: body?.text ?? "", seconds };
}

/** Does something with the browser's store of files. @returns {Promise<any>} the request's result */
function inStore(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const asked = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        database.close();
        resolve(asked.result);
      };
      transaction.onerror = transaction.onabort = () => {
        database.close();
        reject(transaction.error);
      };
    };
  });
}
