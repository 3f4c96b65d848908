/**
 * Shows that somebody is writing or that the bot works on an answer, and says so when that takes
 * long.
 */

import { useEffect, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { t } from "./strings.js";

const SLOW_AFTER = 12_000;

/**
 * @param {{typing: object | null, since: number | null, online: boolean, told: boolean}} props `told` says whether the last message is from the system, which has then explained the delay
 */
export function Typing({ typing, since, online, told }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (since === null) return undefined;
    const timer = setTimeout(() => setSlow(true), Math.max(0, since + SLOW_AFTER - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);

  if (since !== null && slow && online) return told ? null : html`<div class="notice-line">${t("slow")}</div>`;
  if (!online || (!typing && since === null)) return null;
  const author = typing?.author ?? "bot";
  const label = author === "agent" ? t("typing.agent", { name: typing.name || t("author.agent") }) : t("typing.bot");
  return html`
    <div class="message ${author} typing">
      <div class="side" />
      <div class="body"><div class="bubble dots"><span class="sr-only">${label}</span><i /><i /><i /></div></div>
    </div>
  `;
}
