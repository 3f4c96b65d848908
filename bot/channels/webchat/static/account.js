/**
 * Lists where the account is signed in, and ends such sign-ins. Its secrets are gone when the page
 * is left.
 */

import { fetchIdentity } from "./chat/identity.js";

const config = JSON.parse(document.body.dataset.config);
const { labels, language, locale } = config;
const find = (selector) => document.querySelector(selector);
const moments = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
/**
 * Holds 128 random bits that nobody else knows. The server binds the identity to them, and so to
 * this page.
 */
const page = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
let identity = null;

const fill = (text, values) => text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);

function say(text) {
  find("#status").textContent = text;
}

class Refused extends Error {}

/**
 * Sends a request to our server. If the identity is refused (it may have expired), a new one is
 * fetched, but only once.
 */
async function ask(method, path, again = true) {
  identity ??= config.identityUrl && (await fetchIdentity(config.identityUrl));
  if (!identity) throw new Refused(labels.visitor);
  const headers = { Authorization: `Bearer ${identity}`, "X-Caravan-Page": page };
  const response = await fetch(`/account/${path}?language=${language}`, { method, headers, cache: "no-store", credentials: "omit" });
  if (response.status === 401 && again) {
    identity = null;
    return ask(method, path, false);
  }
  const body = await response.json();
  if (!response.ok && response.status !== 404) throw new Refused(body.text ?? labels.failed);
  return body;
}

function cell(label, ...content) {
  const made = document.createElement("td");
  made.dataset.label = label;
  made.append(...content);
  return made;
}

function time(value) {
  const made = document.createElement("time");
  made.dateTime = value;
  made.textContent = moments.format(new Date(value));
  return made;
}

function endButton(link, names) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = labels.end;
  button.setAttribute("aria-label", fill(labels.end_of, names));
  button.addEventListener("click", () => {
    if (button.dataset.sure) return end(link, names);
    button.dataset.sure = "1";
    button.textContent = labels.sure;
    button.setAttribute("aria-label", `${fill(labels.end_of, names)} ${labels.sure}`);
    return undefined;
  });
  return button;
}

function row(link) {
  const channel = labels[`channel.${link.channel}`] ?? link.channel;
  const name = link.name ?? "–";
  const made = document.createElement("tr");
  made.append(
    cell(labels.who, link.own ? `${name} (${labels.you})` : name),
    cell(labels.channel, channel),
    cell(labels.since, time(link.since)),
    cell(labels.active, time(link.last_active)),
    cell(labels.action, endButton(link, { name, channel })),
  );
  return made;
}

async function guarded(work) {
  try {
    await work();
    find("#retry").hidden = true;
  } catch (error) {
    say(error instanceof Refused ? error.message : labels.failed);
    find("#retry").hidden = !config.identityUrl;
  }
}

async function load(done = "") {
  const { company, links } = await ask("GET", "links");
  find("#heading").textContent = fill(labels.heading, { company });
  find("#links tbody").replaceChildren(...links.map(row));
  find("#links").hidden = links.length === 0;
  find("#others").hidden = links.filter((link) => !link.own_chat).length < 2;
  find("#telegram").hidden = !config.telegramOn;
  say(done || (links.length ? "" : labels.none));
}

function end(link, names) {
  return guarded(async () => {
    await ask("DELETE", `links/${link.id}`);
    await load(fill(labels.ended, names));
  });
}

find("#retry").addEventListener("click", () => guarded(load));
find("#end-others").addEventListener("click", ({ currentTarget: button }) => {
  if (!button.dataset.sure) {
    button.dataset.sure = "1";
    button.textContent = labels.sure_others;
    return undefined;
  }
  return guarded(async () => {
    const { ended } = await ask("DELETE", "links");
    delete button.dataset.sure;
    button.textContent = labels.end_others;
    await load(fill(labels.ended_others, { count: ended.length }));
  });
});
find("#connect").addEventListener("click", () =>
  guarded(async () => {
    const { url } = await ask("POST", "telegram-link");
    if (!url?.startsWith("https://")) throw new Refused(labels.failed);
    find("#telegram-link a").href = url;
    find("#telegram-link").hidden = false;
    find("#connect").hidden = true;
    find("#telegram-link a").focus();
  }),
);
guarded(load);
