/** Renders the entries of the menu. They close with Escape, or with a click elsewhere. */

import { useEffect, useLayoutEffect } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { canAlert, isAlertOn, setAlert } from "./alerts.js";
import { t } from "./strings.js";
import { downloadTranscript } from "./transcript.js";

/** @param {{root: {current: Element}, onClose: (how: {back: boolean}) => void}} props `back` says whether the focus returns to the menu's button */
export function MenuItems({ client, root, telegramOn, onNew, homeUrl, onClose }) {
  // Before the first paint, so that the focus is never taken back from an entry that was reached meanwhile.
  useLayoutEffect(() => root.current.querySelector(".menu-items button, .menu-items a").focus(), []);
  useEffect(() => {
    const onKey = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      onClose({ back: true });
    };
    const onPointer = (event) => root.current.contains(event.target) || onClose({ back: false });
    document.addEventListener("keydown", onKey, true);
    document.addEventListener("pointerdown", onPointer);
    return () => {
      document.removeEventListener("keydown", onKey, true);
      document.removeEventListener("pointerdown", onPointer);
    };
  }, []);
  const choose = (act) => () => {
    onClose({ back: false });
    act();
  };
  const switchAlert = async (kind) => {
    if (!(await setAlert(kind, !isAlertOn(kind)))) client.tell(t("notify.refused"));
  };
  const signedIn = client.person && client.status === "online";
  return html`
    <div class="menu-items">
      <button type="button" onClick=${choose(onNew)}><${Icon} name="plus" />${t("menu.new")}</button>
      ${signedIn && client.person.role === "buyer" && html`
        <button type="button" onClick=${choose(() => client.askForForm(t("menu.request")))}><${Icon} name="rfq" />${t("menu.request")}</button>
      `}
      ${signedIn && telegramOn && html`
        <button type="button" onClick=${choose(() => client.askForTelegramLink())}><${Icon} name="send" />${t("menu.telegram")}</button>
      `}
      ${signedIn && html`
        <button type="button" onClick=${choose(() => client.listDevices(t("menu.devices")))}><${Icon} name="device" />${t("menu.devices")}</button>
      `}
      ${client.messages.length > 0 && html`
        <button type="button" onClick=${choose(() => downloadTranscript(client.messages))}><${Icon} name="save" />${t("menu.transcript")}</button>
      `}
      ${["sound", "notify"].filter(canAlert).map((kind) => html`
        <button type="button" onClick=${choose(() => switchAlert(kind))}>
          <${Icon} name=${kind === "sound" ? "sound" : "bell"} />${t(`menu.${kind}_${isAlertOn(kind) ? "off" : "on"}`)}
        </button>
      `)}
      ${homeUrl && html`<a href=${homeUrl}><${Icon} name="home" />${t("menu.home")}</a>`}
    </div>
  `;
}
