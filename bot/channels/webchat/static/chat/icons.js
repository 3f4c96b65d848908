/** Line icons, 24 × 24. */

import { html } from "./html.js";

const PATHS = {
  send: "M4.5 12.5 20 4.500l-5 15.5-3.5-6.500zM11.5 13.5 20 4.5",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  check: "M5 12.5 10 17.5 19 7.5",
  clock: "M12 7.500V12l3 2M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  alert: "M12 8v5M12 16.500h.01M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  out: "M9 6h9v9M18 6 7 17",
  plus: "M12 5v14M5 12h14",
  home: "M4 11.5 12 4.500l8 7M6.5 10v9.500h11V10",
  product: "M12 3.5 20 8v8l-8 4.500L4 16V8zM4 8l8 4.500L20 8M12 12.500v8",
  supplier: "M4 20V10l5 3.500V10l5 3.500V10l6 4v6zM8 16.500h.01M12 16.500h.01M16 16.500h.01",
  order: "M3 7h11v9.500H3zM14 10.500h4l3 3v3h-7zM7 19a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM17.5 19a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z",
  rfq: "M6 3.500h9l4 4V20.500H6zM9.5 11h6M9.5 14.500h6",
  quotation: "M4 12.500V4.500h8l8 8-8 8zM8.5 9h.01",
  device: "M8 3.500h8a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM11 17.500h2",
  clip: "M19 11.500 11.700 18.800a4.300 4.300 0 0 1-6.100-6.100l7.700-7.700a2.900 2.900 0 0 1 4.100 4.100l-7.500 7.500a1.400 1.400 0 0 1-2-2L14.700 7.800",
  photo: "M4 5.500h16v13H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 4.500M15.500 9.500h.01",
  pdf: "M6 3.500h8l4 4v13H6zM14 3.500v4h4M9 16.500v-4h1.200a1.200 1.200 0 0 1 0 2.400H9M14 12.500v4M14 12.500h1.500M14 14.500h1.200",
  sheet: "M4 5h16v14H4zM4 9.500h16M4 14h16M10 5v14",
  document: "M6 3.500h8l4 4v13H6zM14 3.500v4h4M9 11.500h6M9 14.500h6M9 17.500h4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.500c.8-3.7 3.7-6 7.5-6s6.7 2.3 7.5 6",
};

/** @param {{name: string}} props a kind of card without an icon of its own gets the product's */
export function Icon({ name }) {
  return html`
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d=${PATHS[name] ?? PATHS.product} />
    </svg>
  `;
}

/** Caravan's mark: three peaks over a road. */
export function Mark() {
  return html`
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
      <path class="mark-peaks" d="M6 25 13.5 13l4.5 6.500L23.5 10 34 25z" />
      <path class="mark-road" d="M6 30.500h7M16.5 30.500h7M27 30.500h7" />
    </svg>
  `;
}
