/** Names countries, currencies and days as the reader's language does. */

import { currentLocale } from "../strings.js";

export function countryName(code) {
  return new Intl.DisplayNames(currentLocale(), { type: "region" }).of(code);
}

export function currencyName(code) {
  return `${code} · ${new Intl.DisplayNames(currentLocale(), { type: "currency" }).of(code)}`;
}

/** Returns a price as people write it, with as many decimals as it was given. */
export function money(amount, currency) {
  const decimals = Math.max(2, amount.split(".")[1]?.length ?? 0);
  return new Intl.NumberFormat(currentLocale(), { style: "currency", currency, minimumFractionDigits: decimals }).format(Number(amount));
}

/** Sorts pairs of a value and its name by the name. */
export function sortNames(pairs) {
  const { compare } = new Intl.Collator(currentLocale());
  return [...pairs].sort(([, one], [, other]) => compare(one, other));
}

/** Returns the local day of a time as fields of dates have it: 2026-12-15. */
export function isoDay(time) {
  const two = (value) => String(value).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

export function longDay(iso) {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${iso}T00:00:00Z`));
}
