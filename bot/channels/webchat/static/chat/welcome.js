/** The empty conversation: a greeting, and what one might ask, by role. */

import { html } from "./html.js";
import { group, t } from "./strings.js";

/** @param {{person: {name: string, role: string} | null, greeted: boolean, onSay: (text: string) => void}} props */
export function Welcome({ person, greeted, onSay }) {
  const title = person ? t("welcome.named", { name: person.name }) : t("welcome.title");
  return html`
    <div class="welcome">
      ${!greeted && html`<h2>${title}</h2><p>${t("welcome.text")}</p>`}
      <div class="suggestions" role="group" aria-label=${t("welcome.suggestions")}>
        ${group(`suggestion.${person?.role ?? "visitor"}`).map((text) => html`
          <button type="button" class="suggestion" onClick=${() => onSay(text)}>${text}</button>
        `)}
      </div>
    </div>
  `;
}
