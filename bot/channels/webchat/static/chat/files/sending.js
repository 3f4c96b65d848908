/** Sends the files of a message that waits, and forgets those that are not sent. */

import { forget, upload, withdraw } from "./uploads.js";

/**
 * Uploads an item's files one after the other.
 * @param {import("../outbox.js").Item} item
 * @param {object} how as for `upload`, but `onProgress` is told the share of all files, and `onTaken` that the server has another one
 * @returns {Promise<{code: string, text: string, seconds: number | null, key: string} | null>} what kept a file from being taken
 */
export async function uploadAll(item, { onProgress, onTaken, signal, ...who }) {
  const all = item.files.reduce((sum, file) => sum + file.bytes, 0) || 1;
  let done = 0;
  for (const file of item.files) {
    if (!file.sent) {
      const before = done;
      const outcome = await upload(file, { ...who, signal, onProgress: (share) => onProgress((before + share * file.bytes) / all) });
      if (outcome.stopped) return null;
      if (!outcome.file) return { code: "gone", text: "", seconds: null, ...outcome, key: file.key };
      file.sent = { ...outcome.file, signedAt: Date.now() };
      onTaken();
    }
    done += file.bytes;
  }
  return null;
}

/** Forgets files that are not sent, here and on the server. */
export async function forgetAll(files, session) {
  for (const file of files) if (file.sent && session) withdraw(file.sent.id, session);
  await forget(files);
}
