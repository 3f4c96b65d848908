import htm from "../vendor/htm.mjs";
import { h } from "../vendor/preact.mjs";

/** Tagged template → preact nodes. */
export const html = htm.bind(h);
