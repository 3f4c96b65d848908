/**
 * Renders the text field and the button for files. Enter sends, except while an input method is
 * composing.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { useLater } from "./loading.js";
import { number, t } from "./strings.js";

export const LIMIT = 4096;
const COUNT_FROM = LIMIT - 300;
const ACCEPT = "image/*,.heic,.heif,.pdf,.xlsx,.csv,.docx"; // with pictures among them, phones offer the camera
const NOTHING = { files: [], problems: [] };

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

/**
 * @param {{draft: {text: string, files: object[]}, limits: {megabytes: number, count: number},
 *   onSend: (text: string, files: object[]) => void}} props a new `draft` object replaces what is written
 */
export function Composer({ draft, limits, onSend, inputRef }) {
  const [text, setText] = useState("");
  const [tray, setTray] = useState(NOTHING);
  const [picked, setPicked] = useState(null);
  const [over, setOver] = useState(false);
  const own = useRef(null);
  const input = inputRef ?? own;
  const picker = useRef(null);
  const later = useLater(picked !== null || tray.files.length > 0);
  const length = lengthOf(text);
  const excess = length - LIMIT;
  const sendable = (text.trim() !== "" || tray.files.length > 0) && excess <= 0;

  useEffect(() => {
    if (!draft) return;
    setText(draft.text);
    setTray({ files: draft.files, problems: [] });
    input.current.focus();
  }, [draft]);
  useLayoutEffect(() => {
    input.current.style.height = "auto";
    input.current.style.height = `${input.current.scrollHeight}px`;
  }, [text]);

  const send = (event) => {
    event?.preventDefault();
    if (sendable) {
      onSend(text.trim(), tray.files);
      setText("");
      setTray(NOTHING);
    }
    input.current.focus();
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) send(event);
  };
  const onPicked = ({ currentTarget }) => {
    setPicked([...currentTarget.files]);
    currentTarget.value = ""; // so that the same file may be chosen again
  };

  return html`
    <form class="composer" onSubmit=${send}>
      ${later && html`<${later.Tray} tray=${tray} picked=${picked} limits=${limits} onChange=${setTray} onOver=${setOver} onDone=${() => input.current.focus()} />`}
      ${excess > 0 && html`
        <p class="composer-note bad" id="composer-over" role="alert">${t("composer.over", { limit: number(LIMIT), count: number(excess) })}</p>
      `}
      <div class="composer-box ${over ? "over" : ""}">
        <input ref=${picker} type="file" multiple accept=${ACCEPT} hidden aria-label=${t("composer.attach")} onChange=${onPicked} />
        <button class="attach" type="button" aria-label=${t("composer.attach")} aria-describedby="files-possible" onClick=${() => picker.current.click()}>
          <${Icon} name="clip" />
        </button>
        <textarea ref=${input} rows="1" value=${text} enterkeyhint="send" placeholder=${over ? t("composer.drop") : t("composer.placeholder")}
          aria-label=${t("composer.label")} aria-describedby=${excess > 0 ? "composer-over" : "composer-hint"} aria-invalid=${excess > 0}
          onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown}></textarea>
        ${length >= COUNT_FROM && excess <= 0 && html`
          <span class="count" role="status" aria-label=${t("composer.left", { count: -excess })}>${number(-excess)}</span>
        `}
        <button class="send" type="submit" aria-label=${t("composer.send")} aria-disabled=${!sendable}><${Icon} name="send" /></button>
      </div>
      <p class="sr-only" id="composer-hint">${t("composer.hint")}</p>
      <p class="sr-only" id="files-possible">${t("composer.possible", limits)}</p>
      <p class="sr-only" role="status">${tray.files.length > 0 ? t("composer.added", { file: tray.files.at(-1).name }) : ""}</p>
    </form>
  `;
}
