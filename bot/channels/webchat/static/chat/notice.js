/** Renders a notice: what happened in a trade, as a box with a heading, its cards and the buttons of what can be done next. */

import { Attachments } from "./attachments.js";
import { Cards } from "./cards.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { Buttons } from "./message.js";
import { foreign, t, time } from "./strings.js";

/** @param {{message: object}} props and those of `Buttons` */
export function Notice({ message, onStale, ...rest }) {
  const { id, text, caption, cards, buttons, files, created_at: at } = message;
  const words = files?.length ? caption : text;
  return html`
    <section class="notice" role="group" aria-labelledby="notice-${id}" data-id=${id}>
      <div class="notice-head">
        <span class="notice-icon"><${Icon} name="bell" /></span>
        <strong id="notice-${id}">${t("author.system")}</strong>
        <time datetime=${at}>${time(at)}</time>
      </div>
      ${files?.length > 0 && html`<${Attachments} files=${files} onStale=${onStale} />`}
      <p lang=${foreign(words)}>${words}</p>
      ${cards?.length > 0 && html`<${Cards} cards=${cards} ...${rest} />`}
      <${Buttons} buttons=${buttons} about=${cards?.length === 1 && cards[0].title} ...${rest} />
    </section>
  `;
}
