/** Renders the button that leads a reader who has scrolled up back to the end. */

import { useRef } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { t } from "./strings.js";

/** @param {{messages: object[], onClick: () => void}} props it is there as long as the reader is further up */
export function Jump({ messages, onClick }) {
  const seen = useRef(messages.at(-1)?.id ?? 0);
  const missed = messages.filter((message) => message.id > seen.current && message.author !== "contact").length;
  return html`
    <button type="button" class="jump" onClick=${onClick} aria-label=${jumpLabel(missed)}>
      <${Icon} name="down" />${missed > 0 && html`<span class="jump-count" aria-hidden="true">${missed}</span>`}
    </button>
  `;
}

function jumpLabel(missed) {
  if (missed === 0) return t("jump");
  return missed === 1 ? t("new_one") : t("new_many", { count: missed });
}
