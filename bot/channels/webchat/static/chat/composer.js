/**
 * Renders the text field and the button for files. Enter sends, except while an input method is
 * composing. Files are also taken when they are pasted, or dropped anywhere on the page.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
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

/** Holds the files that are chosen and not sent: `tray`, and the ways to change it. */
function useTray(limits) {
  const [tray, setTray] = useState(NOTHING);
  const [parts, setParts] = useState(null);
  const now = useRef(NOTHING);
  const set = (next) => {
    now.current = next;
    setTray(next);
  };
  const add = async (files) => {
    const loaded = await import("./files/choosing.js");
    setParts(() => loaded);
    const { taken, problems } = loaded.choose(files, now.current.files.length, limits);
    set({ files: [...now.current.files, ...taken.map(({ file, ...chosen }) => chosen)], problems });
    for (const { key, file } of taken) {
      const thumb = await loaded.draw(file);
      if (thumb) set({ ...now.current, files: now.current.files.map((each) => (each.key === key ? { ...each, thumb } : each)) });
    }
  };
  const put = async (files) => {
    const loaded = files.length ? await import("./files/choosing.js") : null;
    if (loaded) setParts(() => loaded);
    set({ files, problems: [] });
  };
  const remove = (file) => {
    set({ files: now.current.files.filter(({ key }) => key !== file.key), problems: [] });
    import("./files/uploads.js").then((uploads) => uploads.forget([file]));
  };
  return { tray, Tray: parts?.Tray, add, put, remove, clear: () => set(NOTHING) };
}

/** Takes files that are pasted, or dropped anywhere on the page. @returns {boolean} whether some are held over the page */
function useArriving(add) {
  const [over, setOver] = useState(false);
  const latest = useRef(add);
  latest.current = add;
  useEffect(() => {
    const hasFiles = (transfer) => transfer && [...transfer.types].includes("Files");
    const onDrag = (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    const onLeave = (event) => event.relatedTarget === null && setOver(false);
    const onDrop = (event) => {
      setOver(false);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      latest.current([...event.dataTransfer.files]);
    };
    const onPaste = (event) => {
      const data = event.clipboardData;
      // Cells that are copied from a table come with a picture of them. Then the words are meant.
      if (!data?.files.length || [...data.types].includes("text/plain")) return;
      event.preventDefault();
      latest.current([...data.files]);
    };
    const listeners = { dragover: onDrag, dragleave: onLeave, drop: onDrop, paste: onPaste };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
    return () => Object.entries(listeners).forEach(([name, listener]) => document.removeEventListener(name, listener));
  }, []);
  return over;
}

/**
 * @param {{draft: {text: string, files: object[]}, limits: {megabytes: number, count: number},
 *   onSend: (text: string, files: object[]) => void}} props a new `draft` object replaces what is written
 */
export function Composer({ draft, limits, onSend, inputRef }) {
  const [text, setText] = useState("");
  const own = useRef(null);
  const input = inputRef ?? own;
  const picker = useRef(null);
  const { tray, Tray, add, put, remove, clear } = useTray(limits);
  const take = async (files) => {
    await add(files);
    input.current.focus();
  };
  const over = useArriving(take);
  const length = lengthOf(text);
  const excess = length - LIMIT;
  const sendable = (text.trim() !== "" || tray.files.length > 0) && excess <= 0;

  useEffect(() => {
    if (!draft) return;
    setText(draft.text);
    put(draft.files);
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
      clear();
    }
    input.current.focus();
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) send(event);
  };
  const onPicked = ({ currentTarget }) => {
    take([...currentTarget.files]);
    currentTarget.value = ""; // so that the same file may be chosen again
  };
  const onRemove = (file) => {
    remove(file);
    input.current.focus();
  };

  return html`
    <form class="composer" onSubmit=${send}>
      ${Tray && html`<${Tray} files=${tray.files} problems=${tray.problems} onRemove=${onRemove} />`}
      ${excess > 0 && html`
        <p class="composer-note bad" id="composer-over" role="alert">${t("composer.over", { limit: number(LIMIT), count: number(excess) })}</p>
      `}
      <div class="composer-box ${over ? "over" : ""}">
        <input ref=${picker} type="file" multiple accept=${ACCEPT} hidden aria-label=${t("files.attach")} onChange=${onPicked} />
        <button class="attach" type="button" aria-label=${t("files.attach")} aria-describedby="files-possible" onClick=${() => picker.current.click()}>
          <${Icon} name="clip" />
        </button>
        <textarea ref=${input} rows="1" value=${text} enterkeyhint="send" placeholder=${over ? t("files.drop") : t("composer.placeholder")}
          aria-label=${t("composer.label")} aria-describedby=${excess > 0 ? "composer-over" : "composer-hint"} aria-invalid=${excess > 0}
          onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown}></textarea>
        ${length >= COUNT_FROM && excess <= 0 && html`
          <span class="count" role="status" aria-label=${t("composer.left", { count: -excess })}>${number(-excess)}</span>
        `}
        <button class="send" type="submit" aria-label=${t("composer.send")} aria-disabled=${!sendable}><${Icon} name="send" /></button>
      </div>
      <p class="sr-only" id="composer-hint">${t("composer.hint")}</p>
      <p class="sr-only" id="files-possible">${t("files.possible", limits)}</p>
      <p class="sr-only" role="status">${tray.files.length > 0 ? t("files.added", { file: tray.files.at(-1).name }) : ""}</p>
    </form>
  `;
}
