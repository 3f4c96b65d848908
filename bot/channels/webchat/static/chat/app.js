/**
 * Starts the chat: reads the page's configuration, finds out who the contact is and whether the
 * chat is embedded, and starts the client.
 */

import { render } from "../vendor/preact.mjs";
import { useState } from "../vendor/hooks.mjs";
import { Chat } from "./chat.js";
import { ChatClient } from "./client.js";
import { connectFrame } from "./frame.js";
import { html } from "./html.js";
import { fetchIdentity, Identity } from "./identity.js";
import { loadLater } from "./loading.js";
import { listStored, readStored, writeStored } from "./storage.js";
import { expectLanguages, useStrings } from "./strings.js";

/**
 * @typedef {object} Config from the server, in the body's data-config
 * @property {boolean} embedded
 * @property {boolean} demo
 * @property {string | null} language asked for in the address
 * @property {string} guessedLanguage from the address or the browser's preferences
 * @property {Record<string, string>} strings the terms in that language that the first message needs
 * @property {{code: string, html: string, locale: string, label: string}[]} languages
 * @property {string[]} origins of pages that may embed us
 * @property {string | null} identityUrl
 * @property {string | null} homeUrl
 * @property {boolean} telegramOn
 */

/** @type {Config} */
const config = JSON.parse(document.body.dataset.config);
const socketUrl = `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/chat/ws`;

/**
 * Returns how to fetch the contact's identity: from the page around the chat, from an address, or
 * not at all.
 */
function identityFor(frame) {
  if (frame) return new Identity(async () => (frame.page.identity ? frame.fetchIdentity() : null));
  if (!config.embedded && config.identityUrl) return new Identity(() => fetchIdentity(config.identityUrl));
  return new Identity(async () => null);
}

function findLanguage(code) {
  return config.languages.find((language) => language.code === code);
}

function App({ client, frame, firstLanguage }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [visible, setVisible] = useState(frame ? frame.page.visible : true);
  const [draft, setDraft] = useState(null);
  const onDraft = ({ text, files = [] }) => setDraft({ text, files });
  const onLanguage = async (name) => {
    const known = findLanguage(name);
    if (!known || name === client.language) return;
    await useStrings(known);
    expectLanguages(config.languages);
    writeStored("language", name);
    frame?.tell({ unread: client.unread, language: name });
    client.setLanguage(name);
    setLanguage(name);
  };
  if (frame) {
    frame.onVisible = setVisible;
    frame.onLanguage = onLanguage;
    frame.onSay = (text) => client.say(text);
    frame.onDraft = (text) => onDraft({ text });
    frame.onIdentity = (available) => {
      frame.page.identity = available;
      client.identityChanged();
    };
  }
  return html`
    <${Chat} client=${client} config=${config} frame=${frame} language=${language} visible=${visible} draft=${draft}
      onLanguage=${onLanguage} onDraft=${onDraft} />
  `;
}

async function start() {
  const frame = config.embedded && window.parent !== window ? await connectFrame(config.origins) : null;
  const asked = frame?.page.language ?? config.language ?? readStored("language");
  const language = findLanguage(asked) ? asked : config.guessedLanguage;
  await useStrings(findLanguage(language), language === config.guessedLanguage ? config.strings : null);
  expectLanguages(config.languages);
  if (listStored("session.").length) loadLater().catch(() => {}); // whoever comes back sees cards and files at once
  const client = new ChatClient({ url: socketUrl, identity: identityFor(frame), language });
  const root = document.getElementById("chat");
  root.replaceChildren();
  render(html`<${App} client=${client} frame=${frame} firstLanguage=${language} />`, root);
  client.onArrival = (message) => loadLater().then((later) => later.alertOf(message), () => {});
  frame?.listen();
  client.start();
}

start().catch(() => {
  document.getElementById("chat-failed").hidden = false;
  document.getElementById("chat-loading").hidden = true;
});
