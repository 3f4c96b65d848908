/**
 * Provides the page's own strings (the `widget.*` terms of locales/), and dates and times, in the
 * reader's language.
 */

let terms = {};
let locale = "en-GB";

/** Loads the strings of a language, and writes numbers and times as it does from now on. */
export async function loadStrings(language) {
  const response = await fetch(`/chat/strings?language=${language.code}`);
  if (!response.ok) throw new Error(`strings: ${response.status}`);
  terms = await response.json();
  locale = language.locale;
  document.documentElement.lang = language.html;
  document.title = t("title");
}

/** Returns the term `widget.<name>` with its `{named}` values filled in. */
export function t(name, values = {}) {
  const text = terms[`widget.${name}`] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** @returns {string[]} the terms below `widget.<group>.`, in the order of the catalogue */
export function group(name) {
  const prefix = `widget.${name}.`;
  return Object.keys(terms).filter((key) => key.startsWith(prefix)).map((key) => terms[key]);
}

export function number(value) {
  return new Intl.NumberFormat(locale).format(value);
}

/** Returns a share between 0 and 1 in percent. */
export function percent(share) {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(share);
}

/** Returns the size of a file as people read it. */
export function size(bytes) {
  const [unit, value] = bytes < 1_000_000 ? ["kilobyte", Math.max(1, Math.round(bytes / 1024))] : ["megabyte", bytes / 1024 / 1024];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

export function time(iso) {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
}

export function dayKey(iso) {
  return new Date(iso).toDateString();
}

export function day(iso) {
  const date = new Date(iso);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return t("today");
  if (date.toDateString() === yesterday.toDateString()) return t("yesterday");
  const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "long", year }).format(date);
}
