/** Renders the header: the brand, who is signed in, the languages and the menu. */

import { useEffect, useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon, Mark } from "./icons.js";
import { t } from "./strings.js";

function LanguageSwitch({ languages, language, onLanguage }) {
  return html`
    <div class="languages" role="group" aria-label=${t("menu.language")}>
      ${languages.map(({ code, html: tag, label }) => html`
        <button type="button" lang=${tag} aria-pressed=${code === language}
          aria-label=${t(`language.${code}`)} onClick=${() => onLanguage(code)}>${label}</button>
      `)}
    </div>
  `;
}

function Menu({ client, telegramOn, onNew, homeUrl }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const toggle = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    root.current.querySelector(".menu-items button, .menu-items a").focus();
    const onKey = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      toggle.current.focus();
    };
    const onPointer = (event) => root.current.contains(event.target) || setOpen(false);
    document.addEventListener("keydown", onKey, true);
    document.addEventListener("pointerdown", onPointer);
    return () => {
      document.removeEventListener("keydown", onKey, true);
      document.removeEventListener("pointerdown", onPointer);
    };
  }, [open]);
  const choose = (act) => () => {
    setOpen(false);
    act();
  };
  const signedIn = client.person && client.status === "online";
  return html`
    <div class="menu" ref=${root}>
      <button type="button" class="icon-button" ref=${toggle} aria-label=${t("menu")} aria-expanded=${open} onClick=${() => setOpen(!open)}>
        <${Icon} name="menu" />
      </button>
      ${open && html`
        <div class="menu-items">
          <button type="button" onClick=${choose(onNew)}><${Icon} name="plus" />${t("menu.new")}</button>
          ${signedIn && telegramOn && html`
            <button type="button" onClick=${choose(() => client.askForTelegramLink())}><${Icon} name="send" />${t("menu.telegram")}</button>
          `}
          ${signedIn && html`
            <button type="button" onClick=${choose(() => client.listDevices(t("menu.devices")))}><${Icon} name="device" />${t("menu.devices")}</button>
          `}
          ${homeUrl && html`<a href=${homeUrl}><${Icon} name="home" />${t("menu.home")}</a>`}
        </div>
      `}
    </div>
  `;
}

/** Shows only the person's name. Screen readers get a whole sentence in its place. */
function Who({ client }) {
  const { person, status } = client;
  const spoken = person ? t("signed_in_as", { name: person.name }) : t("visitor");
  return html`
    <span class="who-name" aria-hidden="true">${person?.name ?? spoken}</span>
    <span class="sr-only">${t(`status.${status}`)} · ${spoken}</span>
  `;
}

export function Header({ client, languages, language, homeUrl, telegramOn, onLanguage, onNew, onClose }) {
  return html`
    <header class="header">
      <span class="brand-mark"><${Mark} /></span>
      <div class="titles">
        <h1>${t("brand")}</h1>
        <p class="who"><span class="presence ${client.status}" aria-hidden="true" /><${Who} client=${client} /></p>
      </div>
      <${LanguageSwitch} languages=${languages} language=${language} onLanguage=${onLanguage} />
      <${Menu} client=${client} telegramOn=${telegramOn} onNew=${onNew} homeUrl=${homeUrl} />
      ${onClose && html`
        <button type="button" class="icon-button" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button>
      `}
    </header>
  `;
}
