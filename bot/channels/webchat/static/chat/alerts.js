/**
 * Tells of new messages by a sound and by a notification of the browser. Both are off until the
 * contact turns them on, in this browser.
 */

import { authorName } from "./message.js";
import { readStored, writeStored } from "./storage.js";
import { t } from "./strings.js";

const NOTES = [660, 880]; // hertz
const NOTE_LASTS = 0.12;

export function isAlertOn(kind) {
  return readStored(`alert.${kind}`) === true && (kind !== "notify" || window.Notification?.permission === "granted");
}

/** @returns {boolean} whether this browser has it at all */
export function canAlert(kind) {
  return kind === "notify" ? "Notification" in window && window.isSecureContext : "AudioContext" in window;
}

/** Turns it on or off. @returns {Promise<boolean>} false if the browser does not let us */
export async function setAlert(kind, on) {
  if (on && kind === "notify" && (await Notification.requestPermission()) !== "granted") return false;
  writeStored(`alert.${kind}`, on);
  if (on && kind === "sound") play();
  return true;
}

function play() {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  volume.connect(audio.destination);
  for (const [index, frequency] of NOTES.entries()) {
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(audio.currentTime + index * NOTE_LASTS);
    tone.stop(audio.currentTime + (index + 1) * NOTE_LASTS);
    tone.onended = () => index === NOTES.length - 1 && audio.close();
  }
}

/** Tells of a message that arrived, as far as the contact wants it. */
export function alertOf(message) {
  if (isAlertOn("sound")) play();
  if (!isAlertOn("notify") || !document.hidden) return;
  const shown = new Notification(t("notify.title", { brand: t("brand") }), { body: `${authorName(message)}: ${message.text.slice(0, 120)}`, tag: "caravan" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
