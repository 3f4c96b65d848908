/** Renders the files of a message, and those that are on their way to the server. */

import { useRef } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { percent, size } from "./formats.js";
import { t } from "./strings.js";

/** Returns the address if it leads to a web page, and nothing for any other. */
export function webAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url, window.location.href).protocol) ? url : null;
  } catch {
    return null;
  }
}

function Photo({ file, onStale }) {
  // Links are signed again from time to time. A picture that is shown already is not loaded again.
  const shown = useRef(null);
  const failed = useRef(false);
  if (!shown.current || failed.current) shown.current = file.preview_url ?? file.url;
  const onError = () => {
    if (failed.current) return;
    failed.current = true;
    onStale();
  };
  const ratio = file.width && file.height ? { width: file.width, height: file.height } : {};
  return html`
    <a class="photo" href=${webAddress(file.url)} target="_blank" rel="noopener noreferrer" aria-label=${t("files.open", { file: file.name })}>
      <img src=${webAddress(shown.current)} alt="" ...${ratio} onError=${onError} onLoad=${() => { failed.current = false; }} />
    </a>
  `;
}

function Chip({ file }) {
  return html`
    <a class="file" href=${webAddress(file.url)} target="_blank" rel="noopener noreferrer" download=${file.name}>
      <span class="thumb"><${Icon} name=${file.kind} /></span>
      <span class="file-text"><span class="file-name">${file.name}</span>
        <span class="file-facts">${t(`files.kind.${file.kind}`)} · ${size(file.bytes)}</span></span>
      <span class="file-save"><${Icon} name="down" /><span class="sr-only">${t("files.save")}</span></span>
    </a>
  `;
}

/** @param {{files: object[], onStale: () => void}} props `onStale` is called when a picture's link has expired */
export function Attachments({ files, onStale }) {
  return html`
    <ul class="files">
      ${files.map((file) => html`
        <li key=${file.id}>${file.kind === "photo" ? html`<${Photo} file=${file} onStale=${onStale} />` : html`<${Chip} file=${file} />`}</li>
      `)}
    </ul>
  `;
}

/** Renders the files of a message that the server does not have yet. */
export function OutgoingFiles({ item }) {
  return html`
    <ul class="files">
      ${item.files.map((file) => html`
        <li key=${file.key} class=${item.error?.key === file.key ? "bad" : ""}>
          ${file.thumb
            ? html`<span class="photo"><img src=${file.thumb} alt=${`${t("files.kind.photo")}: ${file.name}`} /></span>`
            : html`
              <span class="file"><span class="thumb"><${Icon} name=${file.kind} /></span>
                <span class="file-text"><span class="file-name">${file.name}</span>
                  <span class="file-facts">${t(`files.kind.${file.kind}`)} · ${size(file.bytes)}</span></span></span>
            `}
        </li>
      `)}
    </ul>
  `;
}

/**
 * Renders how far the upload is. The log around it is a live region, so the changing numbers are
 * hidden from screen readers; they find them at the bar.
 */
export function UploadState({ item, onCancel }) {
  const done = item.progress >= 1;
  return html`
    <div class="state uploading">
      <progress max="1" value=${done ? undefined : item.progress} aria-label=${t("files.told.uploading")}></progress>
      <span aria-hidden="true">${done ? t("files.checking") : t("files.uploading", { percent: percent(item.progress) })}</span>
      <button type="button" class="link" onClick=${onCancel}>${t("files.cancel")}</button>
    </div>
  `;
}
