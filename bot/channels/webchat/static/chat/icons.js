/** Line icons, 24 × 24: those that the first message needs. The others are in more_icons.js. */

import { html } from "./html.js";

const PATHS = {
  send: "M4.5 12.5 20 4.500l-5 15.5-3.5-6.500zM11.5 13.5 20 4.5",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  clock: "M12 7.500V12l3 2M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  clip: "M19 11.500 11.700 18.800a4.300 4.300 0 0 1-6.100-6.100l7.700-7.700a2.900 2.900 0 0 1 4.100 4.100l-7.500 7.500a1.400 1.400 0 0 1-2-2L14.700 7.800",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.500c.8-3.7 3.7-6 7.5-6s6.7 2.3 7.5 6",
};

/** Adds icons by their names. */
export function addIcons(paths) {
  Object.assign(PATHS, paths);
}

/** @param {{name: string}} props a kind of card without an icon of its own gets the product's */
export function Icon({ name }) {
  return html`
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d=${PATHS[name] ?? PATHS.product} />
    </svg>
  `;
}

const { logo } = JSON.parse(document.body.dataset.config ?? "{}");

/** The operator's logo or, without one, Caravan's mark: three peaks over a road. */
export function Mark() {
  if (logo) return html`<img class="mark logo" src=${logo} alt="" />`;
  return html`
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
      <path class="mark-peaks" d="M6 25 13.5 13l4.5 6.500L23.5 10 34 25z" />
      <path class="mark-road" d="M6 30.500h7M16.5 30.500h7M27 30.500h7" />
    </svg>
  `;
}
