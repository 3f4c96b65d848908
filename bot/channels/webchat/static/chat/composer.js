/** Renders the text field. Enter sends the text, except while an input method is composing. */

import { useEffect, useLayoutEffect, useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { number, t } from "./strings.js";

export const LIMIT = 4096;
const COUNT_FROM = LIMIT - 300;
const NOTICE_LASTS = 7000;

/** Returns the number of code points, which is what the server counts. */
function lengthOf(text) {
  return text.length <= COUNT_FROM / 2 ? text.length : [...text].length;
}

/**
 * Returns whether the key belongs to the input method. Safari ends the composition before the
 * keydown of the Enter that ended it; only the key code 229 shows what that Enter was for.
 */
function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Declines files that are dropped anywhere on the page, or pasted. */
function useNoFiles() {
  const [declined, setDeclined] = useState(0);
  useEffect(() => {
    const hasFiles = (transfer) => transfer && [...transfer.types].includes("Files");
    const decline = (event) => {
      if (!hasFiles(event.dataTransfer ?? event.clipboardData)) return;
      event.preventDefault();
      if (event.type === "dragover") event.dataTransfer.dropEffect = "none";
      if (event.type !== "drop") setDeclined(Date.now());
    };
    const events = ["dragover", "drop", "paste"];
    for (const name of events) document.addEventListener(name, decline);
    return () => events.forEach((name) => document.removeEventListener(name, decline));
  }, []);
  useEffect(() => {
    if (!declined) return undefined;
    const timer = setTimeout(() => setDeclined(0), NOTICE_LASTS);
    return () => clearTimeout(timer);
  }, [declined]);
  return declined > 0;
}

/** @param {{draft: {text: string}, onSend: (text: string) => void}} props a new `draft` object replaces what is written */
export function Composer({ draft, onSend, inputRef }) {
  const [text, setText] = useState("");
  const own = useRef(null);
  const input = inputRef ?? own;
  const declined = useNoFiles();
  const length = lengthOf(text);
  const over = length - LIMIT;
  const sendable = text.trim() !== "" && over <= 0;

  useEffect(() => {
    if (!draft) return;
    setText(draft.text);
    input.current.focus();
  }, [draft]);
  useLayoutEffect(() => {
    input.current.style.height = "auto";
    input.current.style.height = `${input.current.scrollHeight}px`;
  }, [text]);

  const send = (event) => {
    event?.preventDefault();
    if (sendable) {
      onSend(text.trim());
      setText("");
    }
    input.current.focus();
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) send(event);
  };

  return html`
    <form class="composer" onSubmit=${send}>
      ${declined && html`<p class="composer-note" role="status">${t("composer.no_files")}</p>`}
      ${over > 0 && html`
        <p class="composer-note bad" id="composer-over" role="alert">${t("composer.over", { limit: number(LIMIT), count: number(over) })}</p>
      `}
      <div class="composer-box">
        <textarea ref=${input} rows="1" value=${text} enterkeyhint="send" placeholder=${t("composer.placeholder")}
          aria-label=${t("composer.label")} aria-describedby=${over > 0 ? "composer-over" : "composer-hint"} aria-invalid=${over > 0}
          onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown}></textarea>
        ${length >= COUNT_FROM && over <= 0 && html`
          <span class="count" role="status" aria-label=${t("composer.left", { count: -over })}>${number(-over)}</span>
        `}
        <button class="send" type="submit" aria-label=${t("composer.send")} aria-disabled=${!sendable}><${Icon} name="send" /></button>
      </div>
      <p class="sr-only" id="composer-hint">${t("composer.hint")}</p>
    </form>
  `;
}
