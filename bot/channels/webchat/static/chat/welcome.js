/**
 * Renders the empty conversation: a greeting, and suggestions of what to ask, which depend on the
 * role.
 */

import { html } from "./html.js";
import { group, t } from "./strings.js";

/** @param {{person: {name: string, role: string} | null, greeting: object | undefined, onSay: (text: string) => void}} props */
export function Welcome({ person, greeting, onSay }) {
  const suggestions = group(`suggestion.${person?.role ?? "visitor"}`);
  const title = person ? t("welcome.named", { name: person.name }) : t("welcome.title");
  return html`
    <div class="welcome">
      ${!greeting && html`<h2>${title}</h2><p>${t("welcome.text")}</p>`}
      <div class="suggestions" role="group" aria-label=${t("welcome.suggestions")}>
        ${suggestions.map((text) => html`
          <button type="button" class="suggestion" onClick=${() => onSay(text)}>${text}</button>
        `)}
      </div>
    </div>
  `;
}
