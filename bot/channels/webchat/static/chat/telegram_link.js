/** Shows the one-time link with which this conversation continues in Telegram. */

import { useEffect, useRef } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { t } from "./strings.js";

export function TelegramLink({ link, onClose }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const close = () => dialog.current.close();
  return html`
    <dialog ref=${dialog} aria-labelledby="telegram-title" onClose=${onClose}>
      <h2 id="telegram-title">${t("telegram.title")}</h2>
      <p>${t("telegram.text")}</p>
      <p class="telegram-command">${t("telegram.command")} <code>${link.command}</code></p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick=${close}>${t("telegram.close")}</button>
        <a class="button primary" href=${link.url} target="_blank" rel="noopener noreferrer" onClick=${close}>
          ${t("telegram.open")}<span class="sr-only"> (${t("link_opens")})</span>
        </a>
      </div>
    </dialog>
  `;
}
