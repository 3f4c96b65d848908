/** Writes sizes and shares as the reader's language does. */

import { currentLocale } from "./strings.js";

/** Returns a share between 0 and 1 in percent. */
export function percent(share) {
  return new Intl.NumberFormat(currentLocale(), { style: "percent" }).format(share);
}

/** Returns the size of a file as people read it. */
export function size(bytes) {
  const [unit, value] = bytes < 1_000_000 ? ["kilobyte", Math.max(1, Math.round(bytes / 1024))] : ["megabyte", bytes / 1024 / 1024];
  return new Intl.NumberFormat(currentLocale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}
