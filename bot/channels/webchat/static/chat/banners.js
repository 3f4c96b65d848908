/**
 * Shows what is wrong with the connection or the sign-in, and what the contact can do about it. At
 * most one line is shown at a time.
 */

import { useEffect, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { t } from "./strings.js";

const SETTLE = 1500; // no banner appears if the chat reconnects within this time

/** Returns whether the chat has been "connecting" or "offline" for some time. */
function useTrouble(status) {
  const [lasting, setLasting] = useState(false);
  const good = status === "online";
  useEffect(() => {
    if (good) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), SETTLE);
    return () => clearTimeout(timer);
  }, [good]);
  return lasting && !good;
}

function Banner({ tone, text, children }) {
  return html`<div class="banner ${tone}" role="status"><span>${text}</span>${children}</div>`;
}

export function Banners({ client }) {
  const trouble = useTrouble(client.status);
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
