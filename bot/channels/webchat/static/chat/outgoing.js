/** Renders what becomes of a message of the contact that the server does not have yet: how far its files are, what went wrong, and what can be done about it. */

import { UploadState } from "./attachments.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { t } from "./strings.js";

/** @param {{item: import("./outbox.js").Item, online: boolean, onRetry: () => void, onEdit: () => void, onDiscard: () => void, onWithout: () => void}} props */
export function OutgoingState({ item, online, onRetry, onEdit, onDiscard, onWithout }) {
  const files = item.files?.length > 0;
  const isRefused = ["too_large", "refused", "gone"].includes(item.error?.code);
  if (item.state === "uploading") return html`<${UploadState} item=${item} onCancel=${onDiscard} />`;
  return html`
    <${State} item=${item} online=${online} />
    ${item.state === "failed" && html`
      <div class="repairs">
        ${item.error.key && (item.text || item.files.length > 1) && html`
          <button type="button" class="link" onClick=${onWithout}>${t("files.without")}</button>
        `}
        ${!isRefused && html`<button type="button" class="link" onClick=${onRetry}>${t("retry")}</button>`}
        ${item.type === "message" && html`<button type="button" class="link" onClick=${onEdit}>${t("edit")}</button>`}
        <button type="button" class="link" onClick=${onDiscard}>${t("discard")}</button>
      </div>
    `}
    ${item.state === "waiting" && html`
      <div class="repairs">
        <button type="button" class="link" onClick=${onRetry}>${t("retry")}</button>
        ${files && html`<button type="button" class="link" onClick=${onDiscard}>${t("discard")}</button>`}
      </div>
    `}
  `;
}

function State({ item, online }) {
  if (item.state === "failed") return html`<div class="state bad"><${Icon} name="alert" />${failure(item.error)}</div>`;
  if (item.state === "waiting") return html`<div class="state bad"><${Icon} name="clock" />${describeWait(item)}</div>`;
  return html`<div class="state"><${Icon} name="clock" />${online ? t("sending") : t("waiting")}</div>`;
}

/** Says what happened to files last, to screen readers. */
export function FilesTold({ told }) {
  return t(`files.told.${told.what}`, told.reason && { reason: failure(told.reason) });
}

/** Returns the reason why a message was not sent, in words. */
function failure({ code, text }) {
  return code === "old" ? t("old_unsent") : text || t(`error.${code}`);
}

function describeWait({ error, retryAt }) {
  const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
  return error.code === "rate_limited" ? t("retry_in", { seconds }) : error.text || t(`error.${error.code}`);
}
