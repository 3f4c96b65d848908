/** Renders the cards of a message: one below the other, or side by side as a table. */

import { useState } from "../vendor/hooks.mjs";
import { webAddress } from "./attachments.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { Buttons } from "./message.js";
import { foreign, t } from "./strings.js";

const AT_ONCE = 2; // more cards than these are shown in short
const SHORT = 4; // a card in short shows so many facts, and the others on demand

/** @param {{cards: object[], compared: boolean}} props `compared` says that they are to be read side by side */
export function Cards({ cards, compared, ...rest }) {
  if (compared) return html`<${Comparison} cards=${cards} ...${rest} />`;
  const short = cards.length > AT_ONCE;
  return cards.map((card) => html`<${Card} card=${card} short=${short} ...${rest} />`);
}

function Card({ card, short, ...rest }) {
  const fields = card.fields ?? [];
  const first = short ? fields.slice(0, SHORT) : fields;
  const others = fields.slice(first.length);
  const [picture, lose] = usePicture(card);
  return html`
    <div class="card ${short ? "short" : ""}" data-kind=${card.kind} role="group" aria-label=${card.title}>
      ${picture && !short && html`<${Picture} picture=${picture} onError=${lose} />`}
      <div class="card-head">
        ${picture && short
          ? html`<${Picture} picture=${picture} onError=${lose} />`
          : html`<span class="card-icon"><${Icon} name=${card.kind} /></span>`}
        <strong class="card-title" lang=${foreign(card.title)}>${card.title}</strong>
      </div>
      ${first.length > 0 && html`<${Fields} fields=${first} />`}
      ${others.length > 0 && html`
        <details>
          <summary>${t("card.more")}<span class="sr-only">: ${card.title}</span></summary>
          <${Fields} fields=${others} />
        </details>
      `}
      <${Buttons} buttons=${card.buttons} about=${card.title} ...${rest} />
    </div>
  `;
}

/** @returns the card's picture until it turns out that it cannot be shown, and what to call then */
function usePicture(card) {
  const [lost, setLost] = useState(false);
  return [lost ? null : card.picture, () => setLost(true)];
}

function Picture({ picture, onError }) {
  return html`
    <a class="card-picture" href=${webAddress(picture.url)} target="_blank" rel="noopener noreferrer">
      <img src=${webAddress(picture.preview_url)} alt=${picture.alt} width=${picture.width} height=${picture.height}
        loading="lazy" decoding="async" onError=${onError} />
    </a>
  `;
}

function Fields({ fields }) {
  return html`<dl>${fields.map(({ label, value }) => html`<div class="field"><dt>${label}</dt><dd lang=${foreign(value)}>${value}</dd></div>`)}</dl>`;
}

function Comparison({ cards, ...rest }) {
  const labels = [...new Set(cards.flatMap((card) => card.fields.map(({ label }) => label)))];
  const valueOf = (card, label) => card.fields.find((field) => field.label === label)?.value;
  return html`
    <div class="comparison" role="region" aria-label=${t("comparison")} tabindex="0">
      <table>
        <caption class="sr-only">${t("comparison")}</caption>
        <thead>
          <tr>
            <td></td>
            ${cards.map((card) => html`<th scope="col" lang=${foreign(card.title)}>${card.title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${labels.map((label) => html`
            <tr>
              <th scope="row">${label}</th>
              ${cards.map((card) => html`<td>${valueOf(card, label) ?? html`<span aria-hidden="true">–</span><span class="sr-only">${t("comparison.none")}</span>`}</td>`)}
            </tr>
          `)}
          ${cards.some((card) => card.buttons?.length) && html`
            <tr class="ways">
              <th scope="row"><span class="sr-only">${t("comparison.ways")}</span></th>
              ${cards.map((card) => html`<td><${Buttons} buttons=${card.buttons} about=${card.title} ...${rest} /></td>`)}
            </tr>
          `}
        </tbody>
      </table>
    </div>
  `;
}
