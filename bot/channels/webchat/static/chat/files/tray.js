/** Takes files that are picked, pasted, or dropped anywhere on the page, and shows those that are chosen and not sent. */

import { useEffect, useRef } from "../../vendor/hooks.mjs";
import { html } from "../html.js";
import { Icon } from "../icons.js";
import { size } from "../formats.js";
import { t } from "../strings.js";
import { choose, draw } from "./choosing.js";
import { forget } from "./uploads.js";

/** Takes files that are pasted, or dropped anywhere on the page. `onOver` is told whether some are held over the page. */
function useArriving(add, onOver) {
  const latest = useRef(add);
  latest.current = add;
  useEffect(() => {
    const hasFiles = (transfer) => transfer && [...transfer.types].includes("Files");
    const onDrag = (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      onOver(true);
    };
    const onLeave = (event) => event.relatedTarget === null && onOver(false);
    const onDrop = (event) => {
      onOver(false);
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
}

/**
 * @param {object} props
 * @param {{files: import("./choosing.js").Chosen[], problems: string[]}} props.tray
 * @param {File[] | null} props.picked a new array is taken into the tray
 * @param {(change: (tray: object) => object) => void} props.onChange
 * @param {() => void} props.onDone called when files were taken in or removed
 */
export function Tray({ tray, picked, limits, onChange, onOver, onDone }) {
  const count = useRef(0);
  count.current = tray.files.length;
  const add = async (files) => {
    const { taken, problems } = choose(files, count.current, limits);
    count.current += taken.length;
    onChange((now) => ({ files: [...now.files, ...taken.map(({ file, ...chosen }) => chosen)], problems }));
    onDone();
    for (const { key, file } of taken) {
      const thumb = await draw(file);
      if (thumb) onChange((now) => ({ ...now, files: now.files.map((each) => (each.key === key ? { ...each, thumb } : each)) }));
    }
  };
  const onRemove = (file) => {
    onChange((now) => ({ files: now.files.filter(({ key }) => key !== file.key), problems: [] }));
    forget([file]);
    onDone();
  };
  useEffect(() => {
    if (picked) add(picked);
  }, [picked]);
  useArriving(add, onOver);
  return html`<${List} files=${tray.files} problems=${tray.problems} onRemove=${onRemove} />`;
}

function List({ files, problems, onRemove }) {
  return html`
    ${files.length > 0 && html`
      <ul class="tray" aria-label=${t("files.chosen")}>
        ${files.map((file) => html`
          <li class="chosen" key=${file.key}>
            ${file.thumb
              ? html`<img class="thumb" src=${file.thumb} alt="" />`
              : html`<span class="thumb"><${Icon} name=${file.kind} /></span>`}
            <span class="file-text"><span class="file-name" title=${file.name}>${file.name}</span>
              <span class="file-facts">${t(`files.kind.${file.kind}`)} · ${size(file.bytes)}</span></span>
            <button type="button" class="remove" aria-label=${t("files.remove", { file: file.name })} onClick=${() => onRemove(file)}>
              <${Icon} name="close" />
            </button>
          </li>
        `)}
      </ul>
    `}
    ${problems.length > 0 && html`
      <div class="composer-note bad" role="alert">${problems.map((problem) => html`<p>${problem}</p>`)}</div>
    `}
  `;
}
