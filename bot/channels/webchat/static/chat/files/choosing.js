/**
 * Checks the files that somebody has chosen, and draws small pictures of them.
 */

import { newId } from "../outbox.js";
import { t } from "../strings.js";
import { hold } from "./uploads.js";

const ENDINGS = {
  photo: ["jpg", "jpeg", "jfif", "png", "webp", "gif", "heic", "heif"],
  pdf: ["pdf"],
  sheet: ["xlsx", "csv"],
  document: ["docx"],
};
const THUMB = 112;

/**
 * @typedef {object} Chosen
 * @property {string} key names the upload, also to the server
 * @property {string} name
 * @property {number} bytes
 * @property {"photo" | "pdf" | "sheet" | "document"} kind as far as the name tells; the server looks inside
 * @property {string | null} thumb a small picture as a data: address
 */

/**
 * Takes files into the tray, and says of the others why not.
 * @param {File[]} files
 * @param {number} already how many are in the tray
 * @param {{megabytes: number, count: number}} limits
 * @returns {{taken: (Chosen & {file: File})[], problems: string[]}}
 */
export function choose(files, already, limits) {
  const taken = [];
  const problems = [];
  for (const file of files) {
    const problem = findProblem(file, already + taken.length, limits);
    if (problem) problems.push(t(`files.${problem}`, { file: file.name, ...limits }));
    else taken.push(hand(file));
  }
  return { taken, problems };
}

function findProblem(file, already, { megabytes, count }) {
  if (!kindOf(file)) return "bad_kind";
  if (!file.size) return "empty";
  if (file.size > megabytes * 1024 * 1024) return "too_large";
  return already >= count ? "too_many" : null;
}

function kindOf({ name, type }) {
  const ending = name.split(".").at(-1).toLowerCase();
  const kind = Object.keys(ENDINGS).find((each) => ENDINGS[each].includes(ending));
  return kind ?? (["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"].includes(type) ? "photo" : null);
}

function hand(file) {
  const key = newId();
  hold(key, file);
  return { key, name: file.name, bytes: file.size, kind: kindOf(file), thumb: null, file };
}

/**
 * Draws a small picture of a photo. A canvas needs no other source of pictures than the page's
 * policy allows.
 * @returns {Promise<string | null>} null for what this browser cannot read (HEIC)
 */
export async function draw(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, THUMB / Math.min(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.min(THUMB * 2, Math.max(1, Math.round(picture.width * scale)));
    canvas.height = Math.min(THUMB * 2, Math.max(1, Math.round(picture.height * scale)));
    canvas.getContext("2d").drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
    picture.close();
    return canvas.toDataURL("image/jpeg", 0.7);
  } catch {
    return null;
  }
}
