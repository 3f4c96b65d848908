/**
 * Renders one message with its text, files, cards and buttons. Nothing in a text becomes markup or a link.
 */

import { Attachments, OutgoingFiles, UploadState } from "./attachments.js";
import { html } from "./html.js";
import { Icon, Mark } from "./icons.js";
import { t, time } from "./strings.js";

/** Returns whether a button becomes a link. Only the bot's own buttons with an http address do. */
function isWebAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}

function Button({ button, pressed, onPress }) {
  if (button.url) {
    if (!isWebAddress(button.url)) return null;
    return html`
      <a class="button" href=${button.url} target="_blank" rel="noopener noreferrer">
        ${button.label}<${Icon} name="out" /><span class="sr-only"> (${t("link_opens")})</span>
      </a>
    `;
  }
  const busy = pressed.has(button.token);
  return html`
    <button class="button" type="button" aria-disabled=${busy} onClick=${() => busy || onPress(button)}>${button.label}</button>
  `;
}

function Buttons({ buttons, ...rest }) {
  if (!buttons?.length) return null;
  return html`<div class="buttons">${buttons.map((button) => html`<${Button} button=${button} ...${rest} />`)}</div>`;
}

function Card({ card, ...rest }) {
  return html`
    <div class="card" data-kind=${card.kind}>
      <div class="card-head">
        <span class="card-icon"><${Icon} name=${card.kind} /></span>
        <strong class="card-title">${card.title}</strong>
      </div>
      ${card.fields?.length > 0 && html`
        <dl>
          ${card.fields.map(({ label, value }) => html`<div class="field"><dt>${label}</dt><dd>${value}</dd></div>`)}
        </dl>
      `}
      <${Buttons} buttons=${card.buttons} ...${rest} />
    </div>
  `;
}

export function authorName({ author, author_name: name }) {
  return name || t(`author.${author}`);
}

function Avatar({ author }) {
  return html`<span class="avatar" aria-hidden="true">${author === "agent" ? html`<${Icon} name="person" />` : html`<${Mark} />`}</span>`;
}

/**
 * @param {{message: object, first: boolean, last: boolean, pressed: Set<string>, onPress: (button: object) => void,
 *   onStale: () => void}} props
 *   `first` and `last` say whether it is the first or last in a run of messages by one author
 */
export function Message({ message, first, last, pressed, onPress, onStale }) {
  const { author, files, cards, buttons, created_at: at } = message;
  const text = files?.length ? message.caption : message.text;
  if (author === "system") {
    return html`
      <div class="notice-line">
        <span class="sr-only">${t("author.says", { author: t("author.system") })} </span>${text}
        <${Buttons} buttons=${buttons} pressed=${pressed} onPress=${onPress} />
      </div>
    `;
  }
  const name = authorName(message);
  const named = first && author !== "contact";
  return html`
    <div class="message ${author} ${first ? "first" : ""}" data-id=${message.id}>
      ${author !== "contact" && html`<div class="side">${first && html`<${Avatar} author=${author} />`}</div>`}
      <div class="body">
        ${named && html`<div class="author" aria-hidden="true">${name}</div>`}
        <span class="sr-only">${t("author.says", { author: name })}</span>
        ${files?.length > 0 && html`<${Attachments} files=${files} onStale=${onStale} />`}
        ${text && html`<div class="bubble">${text}</div>`}
        ${cards?.map((card) => html`<${Card} card=${card} pressed=${pressed} onPress=${onPress} />`)}
        <${Buttons} buttons=${buttons} pressed=${pressed} onPress=${onPress} />
        ${last && at && html`<time class="time" datetime=${at}>${time(at)}</time>`}
      </div>
    </div>
  `;
}

/** Renders a message of the contact that the server does not have yet. */
export function Outgoing({ item, online, onRetry, onEdit, onDiscard, onWithout }) {
  const files = item.files?.length > 0;
  const isRefused = ["too_large", "refused", "gone"].includes(item.error?.code);
  return html`
    <div class="message contact first ${item.state}">
      <div class="body">
        <span class="sr-only">${t("author.says", { author: t("author.contact") })}</span>
        ${files && html`<${OutgoingFiles} item=${item} />`}
        ${(item.text || !files) && html`<div class="bubble">${item.text}</div>`}
        ${item.state === "uploading"
          ? html`<${UploadState} item=${item} onCancel=${onDiscard} />`
          : html`<${OutgoingState} item=${item} online=${online} />`}
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
      </div>
    </div>
  `;
}

function OutgoingState({ item, online }) {
  if (item.state === "failed") return html`<div class="state bad"><${Icon} name="alert" />${failure(item.error)}</div>`;
  if (item.state === "waiting") return html`<div class="state bad"><${Icon} name="clock" />${waiting(item)}</div>`;
  return html`<div class="state"><${Icon} name="clock" />${online ? t("sending") : t("waiting")}</div>`;
}

/** Returns the reason why a message was not sent, in words. */
export function failure({ code, text }) {
  return code === "old" ? t("old_unsent") : text || t(`error.${code}`);
}

function waiting({ error, retryAt }) {
  const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
  return error.code === "rate_limited" ? t("retry_in", { seconds }) : error.text || t(`error.${error.code}`);
}
