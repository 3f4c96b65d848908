/**
 * Shows what is wrong with the connection or the sign-in, and what the contact can do about it. At
 * most one line is shown at a time.
 */

import { html } from "./html.js";
import { t } from "./strings.js";

function Banner({ tone, text, children }) {
  return html`<div class="banner ${tone}" role="status"><span>${text}</span>${children}</div>`;
}

/** Shows that the contact waits for a person, for as long as that lasts, and lets them leave the queue. */
export function QueueSign({ client }) {
  const { queue } = client;
  return html`
    <div class="banner queue" role="status">
      <span>${queue.text}</span>
      <button type="button" class="link" onClick=${() => client.leaveQueue(t("queue.leave"))}>${t("queue.leave")}</button>
    </div>
  `;
}

/** @param {{client: import("./client.js").ChatClient, trouble: boolean}} props `trouble` says whether the connection has been away for some time */
export function Banners({ client, trouble }) {
  const { notice } = client;
  if (notice?.kind === "sign_in_failed") {
    return html`
      <${Banner} tone="bad" text=${t("sign_in.failed")}>
        <button type="button" class="link" onClick=${() => client.identityChanged()}>${t("sign_in.again")}</button>
        <button type="button" class="link" onClick=${() => client.goOnAsVisitor()}>${t("sign_in.visitor")}</button>
      <//>
    `;
  }
  if (notice?.kind === "session_ended") {
    return html`
      <${Banner} tone="bad" text=${notice.text || t("session_ended")}>
        <button type="button" class="link" onClick=${() => client.identityChanged()}>${t("sign_in.again")}</button>
        <button type="button" class="link" onClick=${() => client.goOnAsVisitor()}>${t("sign_in.visitor")}</button>
      <//>
    `;
  }
  if (notice?.kind === "renewing") return html`<${Banner} tone="calm" text=${t("sign_in.renewing")} />`;
  if (trouble) {
    return html`
      <${Banner} tone="calm" text=${navigator.onLine ? t("reconnecting") : t("offline")}>
        <button type="button" class="link" onClick=${() => client.reconnect()}>${t("retry_now")}</button>
      <//>
    `;
  }
  return notice ? html`<${Banner} tone="bad" text=${notice.text || t("error.unavailable")} />` : null;
}
