import htm from "../vendor/htm.mjs";
import { h } from "../vendor/preact.mjs";

/** Turns a tagged template into preact nodes. */
export const html = htm.bind(h);
