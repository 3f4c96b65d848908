/** Renders the whole chat from the client's state and the parts of the page. */

import { useEffect, useRef, useState } from "../vendor/hooks.mjs";
import { Banners } from "./banners.js";
import { Composer } from "./composer.js";
import { Header } from "./header.js";
import { html } from "./html.js";
import { Log } from "./log.js";
import { failure } from "./message.js";
import { NewConversation } from "./new_conversation.js";
import { t } from "./strings.js";
import { TelegramLink } from "./telegram_link.js";
import { Welcome } from "./welcome.js";

/** Renders again whenever the client has changed. */
function useClient(client) {
  const [, setVersion] = useState(0);
  useEffect(() => client.subscribe(() => setVersion((version) => version + 1)), [client]);
}

/** Marks messages as read while the page is visible and, in a widget, the widget is open. */
function useReading(client, visible, frame) {
  useEffect(() => {
    const read = () => visible && !document.hidden && client.markRead();
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  });
  const { unread } = client;
  const active = client.messages.length > 0;
  useEffect(() => {
    document.title = unread ? `(${unread}) ${t("title")}` : t("title");
    frame?.tell({ unread, active });
  }, [unread, active, frame]);
}

/**
 * @param {object} props
 * @param {import("./client.js").ChatClient} props.client
 * @param {object} props.config see app.js
 * @param {import("./frame.js").Frame | null} props.frame
 */
export function Chat({ client, config, frame, language, visible, draft, onLanguage, onDraft }) {
  const [asking, setAsking] = useState(false);
  const input = useRef(null);
  useClient(client);
  useReading(client, visible, frame);
  useEffect(() => {
    const touch = window.matchMedia("(pointer: coarse)").matches; // on a touch screen, focus would open the keyboard
    if (visible && !touch) input.current.focus();
  }, [visible]);
  useEffect(() => {
    if (!frame) return undefined;
    const onKey = (event) => event.key === "Escape" && !asking && frame.close();
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [frame, asking]);

  const spoke = client.outgoing.length > 0 || client.messages.some((message) => message.author === "contact");
  const greeted = client.messages.length > 0;
  const say = (text, files) => client.say(text, files);
  const welcome = !client.loading && !spoke && html`<${Welcome} person=${client.person} greeting=${client.messages.at(-1)} onSay=${say} />`;
  const edit = (item) => onDraft(client.takeBack(item.client_id));

  return html`
    <${Header} client=${client} languages=${config.languages} language=${language} homeUrl=${config.homeUrl} telegramOn=${config.telegramOn} onLanguage=${onLanguage}
      onNew=${() => setAsking(true)} onClose=${frame && (() => frame.close())} />
    <main class="main">
      <${Banners} client=${client} />
      <${Log} client=${client} language=${language} welcome=${welcome} greeted=${greeted} onPress=${(button) => client.press(button)} onEdit=${edit} />
      <${Composer} draft=${draft} limits=${config.files} onSend=${say} inputRef=${input} />
      <p class="sr-only" role="status">${describe(client.told)}</p>
    </main>
    ${client.telegramLink && html`<${TelegramLink} link=${client.telegramLink} onClose=${() => client.forgetTelegramLink()} />`}
    ${asking && html`
      <${NewConversation} onConfirm=${() => client.newConversation()} onClose=${() => { setAsking(false); input.current.focus(); }} />
    `}
  `;
}

/** Returns what happened to files last, for screen readers. */
function describe(told) {
  return told ? t(`files.told.${told.what}`, told.reason && { reason: failure(told.reason) }) : "";
}
