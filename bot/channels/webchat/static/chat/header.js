/** Renders the header: the brand, who is signed in, the languages and the menu. */

import { useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon, Mark } from "./icons.js";
import { Later } from "./loading.js";
import { t } from "./strings.js";

/** Returns a language's name as it is read out, which must hold what the button shows. */
const spoken = (label, name) => (name.startsWith(label) ? name : `${label} · ${name}`);

function LanguageSwitch({ languages, language, onLanguage }) {
  return html`
    <div class="languages" role="group" aria-label=${t("menu.language")}>
      ${languages.map(({ code, html: tag, label }) => html`
        <button type="button" lang=${tag} aria-pressed=${code === language}
          aria-label=${spoken(label, t(`language.${code}`))} onClick=${() => onLanguage(code)}>${label}</button>
      `)}
    </div>
  `;
}

/** Shows the button of the menu. Its entries come with the later parts of the chat. */
function Menu({ label, ...rest }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const toggle = useRef(null);
  const close = ({ back }) => {
    setOpen(false);
    if (back) toggle.current.focus();
  };
  return html`
    <div class="menu" ref=${root}>
      <button type="button" class="icon-button" ref=${toggle} aria-label=${label} aria-expanded=${open} onClick=${() => setOpen(!open)}>
        <${Icon} name="menu" />
      </button>
      ${open && html`<${Later} part="MenuItems" root=${root} onClose=${close} ...${rest} />`}
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

export function Header({ client, languages, language, homeUrl, telegramOn, brand, onLanguage, onNew, onClose }) {
  return html`
    <header class="header">
      <span class="brand-mark"><${Mark} /></span>
      <div class="titles">
        <h1>${brand || t("brand")}</h1>
        <p class="who"><span class="presence ${client.status}" aria-hidden="true" /><${Who} client=${client} /></p>
      </div>
      <${LanguageSwitch} languages=${languages} language=${language} onLanguage=${onLanguage} />
      <${Menu} label=${t("menu")} client=${client} telegramOn=${telegramOn} onNew=${onNew} homeUrl=${homeUrl} />
      ${onClose && html`
        <button type="button" class="icon-button" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button>
      `}
    </header>
  `;
}
