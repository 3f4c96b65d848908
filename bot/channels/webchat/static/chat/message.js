/**
 * Renders one message with its text, files, cards and buttons. Nothing in a text becomes markup or a link.
 */

import { html } from "./html.js";
import { Icon, Mark } from "./icons.js";
import { Later } from "./loading.js";
import { foreign, t, time } from "./strings.js";

/** Returns whether a button becomes a link. Only the bot's own buttons with an http address do. */
function isWebAddress(url) {
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** `about` names the card of the button, for those who do not see which it is on. */
function Button({ button, about, pressed, used, onPress }) {
  if (button.url) {
    if (!isWebAddress(button.url)) return null;
    return html`
      <a class="button" href=${button.url} target="_blank" rel="noopener noreferrer">
        ${button.label}<${Icon} name="out" /><span class="sr-only"> (${t("link_opens")})</span>
      </a>
    `;
  }
  const busy = pressed.has(button.token);
  const isUsed = used.has(button.token);
  const named = about ? t("form.line", { label: button.label, value: about }) : button.label;
  const name = isUsed ? `${t("button.used")} ${named}` : about && named;
  return html`
    <button class="button ${isUsed ? "used" : ""}" type="button" aria-label=${name} aria-disabled=${busy} onClick=${() => busy || onPress(button)}>
      ${isUsed && html`<${Icon} name="check" />`}${button.label}
    </button>
  `;
}

export function Buttons({ buttons, ...rest }) {
  if (!buttons?.length) return null;
  return html`<div class="buttons">${buttons.map((button) => html`<${Button} button=${button} ...${rest} />`)}</div>`;
}

export function authorName({ author, author_name: name }) {
  return name || t(`author.${author}`);
}

function Avatar({ author }) {
  return html`<span class="avatar" aria-hidden="true">${author === "agent" ? html`<${Icon} name="person" />` : html`<${Mark} />`}</span>`;
}

/**
 * @param {{message: object, first: boolean, last: boolean, pressed: Set<string>, used: Set<string>, onPress: (button: object) => void,
 *   onStale: () => void, feedback: object | false}} props
 *   `first` and `last` say whether it is the first or last in a run of messages by one author, `seen` whether
 *   it is the last that the agent has read
 */
export function Message({ message, first, last, seen, pressed, used, onPress, onStale, feedback }) {
  const { author, files, cards, buttons, created_at: at } = message;
  const text = files?.length ? message.caption : message.text;
  if (message.notice) return html`<${Later} part="Notice" message=${message} pressed=${pressed} used=${used} onPress=${onPress} onStale=${onStale} />`;
  if (author === "system") {
    return html`
      <div class="notice-line">
        <span class="sr-only">${t("author.says", { author: t("author.system") })} </span>${text}
        <${Buttons} buttons=${buttons} pressed=${pressed} used=${used} onPress=${onPress} />
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
        ${files?.length > 0 && html`<${Later} part="Attachments" files=${files} onStale=${onStale} />`}
        ${text && html`<div class="bubble" lang=${foreign(text)}>${text}</div>`}
        ${cards?.length > 0 && html`<${Later} part="Cards" cards=${cards} compared=${message.compared} pressed=${pressed} used=${used} onPress=${onPress} />`}
        <${Buttons} buttons=${buttons} pressed=${pressed} used=${used} onPress=${onPress} />
        ${feedback && html`<${Later} part="Feedback" ...${feedback} />`}
        ${(last || message.edited_at || seen) && at && html`
          <span class="time"><time datetime=${at}>${time(at)}</time>${message.edited_at && html` · ${t("edited")}`}${seen && html` · ${t("seen")}`}</span>
        `}
      </div>
    </div>
  `;
}

/** Renders a message of the contact that the server does not have yet. */
export function Outgoing({ item, online, ...ways }) {
  const plain = (item.state === "queued" || item.state === "sent") && !item.files?.length;
  return html`
    <div class="message contact first ${item.state}">
      <div class="body">
        <span class="sr-only">${t("author.says", { author: t("author.contact") })}</span>
        ${item.files?.length > 0 && html`<${Later} part="OutgoingFiles" item=${item} />`}
        ${(item.text || !item.files?.length) && html`<div class="bubble">${item.text}</div>`}
        ${plain
          ? html`<div class="state"><${Icon} name="clock" />${online ? t("sending") : t("waiting")}</div>`
          : html`<${Later} part="OutgoingState" item=${item} online=${online} ...${ways} />`}
      </div>
    </div>
  `;
}
