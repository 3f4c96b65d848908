/**
 * Provides the page's own strings (the `widget.*` terms of locales/), and dates and times, in the
 * reader's language.
 */

let terms = {};
let language = null;
let complete = false;

async function fetchStrings({ code }) {
  const response = await fetch(`/chat/strings?language=${code}`);
  if (!response.ok) throw new Error(`strings: ${response.status}`);
  return response.json();
}

/**
 * Shows the page in a language from now on, and writes numbers and times as it does.
 * @param {{code: string, html: string, locale: string}} next
 * @param {object | null} first the terms that came with the page; without them, all are fetched
 */
export async function useStrings(next, first = null) {
  const found = first ?? (await fetchStrings(next));
  terms = found;
  language = next;
  complete = !first;
  document.documentElement.lang = next.html;
  document.title = t("title");
}

/** Fetches the terms that did not come with the page. */
export async function completeStrings() {
  if (complete) return;
  const asked = language;
  const found = await fetchStrings(asked);
  if (asked === language) [terms, complete] = [found, true];
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

/** How words look that are in a language of this script: some of its characters, or at least three words. */
const SCRIPTS = {
  Hans: /\p{Script=Han}/u,
  Latn: /^\P{Script=Han}*\p{L}+\P{L}+\p{L}+\P{L}+\p{L}+\P{Script=Han}*$/u,
};
let others = [];

/** Returns the tag of the language of words that are not in the page's, for screen readers and fonts, else undefined. */
export function foreign(text) {
  return others.find(({ script }) => SCRIPTS[script]?.test(text))?.tag;
}

/** Notes in which languages others may write. @param {{code: string, html: string}[]} languages */
export function expectLanguages(languages) {
  const found = languages.map(({ code, html: tag }) => ({ code, tag, script: new Intl.Locale(tag).maximize().script }));
  const own = found.find(({ code }) => code === language.code).script;
  others = found.filter(({ script }) => script !== own);
}

/** Returns the locale in which the browser is to write. */
export function currentLocale() {
  return language.locale;
}

export function number(value) {
  return new Intl.NumberFormat(language.locale).format(value);
}

export function time(iso) {
  return new Intl.DateTimeFormat(language.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
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
  return new Intl.DateTimeFormat(language.locale, { weekday: "short", day: "numeric", month: "long", year }).format(date);
}
