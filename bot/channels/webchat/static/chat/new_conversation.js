/** Asks the contact to confirm before a new conversation replaces the current one. */

import { useEffect, useRef } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { t } from "./strings.js";

export function NewConversation({ onConfirm, onClose }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const confirm = () => {
    dialog.current.close();
    onConfirm();
  };
  return html`
    <dialog ref=${dialog} aria-labelledby="new-title" onClose=${onClose}>
      <h2 id="new-title">${t("new.title")}</h2>
      <p>${t("new.text")}</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick=${() => dialog.current.close()}>${t("new.cancel")}</button>
        <button type="button" class="button primary" onClick=${confirm}>${t("new.confirm")}</button>
      </div>
    </dialog>
  `;
}
