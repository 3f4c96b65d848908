/** Lets the contact mark an answer as helpful or not, in one tap, and say what was missing if they like. */

import { useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { t } from "./strings.js";

const LONGEST_WORDS = 600;

/** @param {{mark: boolean | undefined, onMark: (helpful: boolean, words?: string) => void}} props `mark` is how it was marked before */
export function Feedback({ mark, onMark }) {
  const [writing, setWriting] = useState(false);
  const [thanked, setThanked] = useState(false);
  const words = useRef(null);
  const tap = (helpful) => () => {
    if (helpful === mark) return;
    onMark(helpful);
    setWriting(!helpful);
    setThanked(helpful);
  };
  const send = (event) => {
    event.preventDefault();
    const text = words.current.value.trim();
    if (text) onMark(mark, text);
    setWriting(false);
    setThanked(true);
  };
  const thumb = (helpful, label) => html`
    <button type="button" class="thumb-button" aria-pressed=${mark === helpful} aria-label=${label} title=${label} onClick=${tap(helpful)}>
      <${Icon} name=${helpful ? "helpful" : "unhelpful"} />
    </button>
  `;
  return html`
    <div class="feedback" role="group" aria-label=${t("feedback")}>
      ${thumb(true, t("feedback.yes"))}${thumb(false, t("feedback.no"))}
      <span class="feedback-thanks" role="status">${thanked && t("feedback.thanks")}</span>
    </div>
    ${writing && html`
      <form class="feedback-words" onSubmit=${send}>
        <label>${t("feedback.words")}<textarea ref=${words} rows="2" maxlength=${LONGEST_WORDS}></textarea></label>
        <div class="buttons">
          <button type="submit" class="button">${t("feedback.send")}</button>
          <button type="button" class="link" onClick=${() => setWriting(false)}>${t("feedback.skip")}</button>
        </div>
      </form>
    `}
  `;
}
