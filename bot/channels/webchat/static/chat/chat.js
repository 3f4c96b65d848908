/** Renders the whole chat from the client's state and the parts of the page. */

import { useEffect, useRef, useState } from "../vendor/hooks.mjs";
import { Composer } from "./composer.js";
import { Header } from "./header.js";
import { html } from "./html.js";
import { Later } from "./loading.js";
import { Log } from "./log.js";
import { t } from "./strings.js";

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

const SETTLE = 1500; // no banner appears if the chat reconnects within this time

/** Returns whether the chat has been "connecting" or "offline" for some time. */
function useTrouble(status) {
  const [lasting, setLasting] = useState(false);
  const good = status === "online";
  useEffect(() => {
    if (good) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), SETTLE);
    return () => clearTimeout(timer);
  }, [good]);
  return lasting && !good;
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
  const trouble = useTrouble(client.status);
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
  const greeting = client.messages.at(-1);
  const hasWays = greeting?.buttons?.length > 0; // one set of ways to begin is enough
  const welcome = !client.loading && !spoke && !hasWays && html`<${Later} part="Welcome" person=${client.person} greeting=${greeting} onSay=${say} />`;
  const press = (button) => (button.form ? client.openForm(button.form) : client.press(button));
  const { form } = client;
  const edit = (item) => onDraft(client.takeBack(item.client_id));

  return html`
    <${Header} client=${client} languages=${config.languages} language=${language} homeUrl=${config.homeUrl} telegramOn=${config.telegramOn} brand=${frame?.page.brand} onLanguage=${onLanguage}
      onNew=${() => setAsking(true)} onClose=${frame && (() => frame.close())} />
    <main class="main">
      ${(trouble || client.notice) && html`<${Later} part="Banners" client=${client} trouble=${trouble} />`}
      ${client.queue && html`<${Later} part="QueueSign" client=${client} />`}
      <${Log} client=${client} language=${language} welcome=${welcome} greeted=${greeted} onPress=${press} onEdit=${edit} />
      <${Composer} draft=${draft} limits=${config.files} onSend=${say} inputRef=${input} />
      <p class="sr-only" role="status">${client.told && html`<${Later} part="FilesTold" told=${client.told} />`}</p>
    </main>
    ${client.telegramLink && html`<${Later} part="TelegramLink" link=${client.telegramLink} onClose=${() => client.forgetTelegramLink()} />`}
    ${form && html`
      <${Later} part="RequestForm" values=${form.values} onSend=${(text, values) => client.sendForm(form.name, text, values)}
        onClose=${() => { client.closeForm(); input.current.focus(); }} />
    `}
    ${asking && html`
      <${Later} part="NewConversation" onConfirm=${() => client.newConversation()} onClose=${() => { setAsking(false); input.current.focus(); }} />
    `}
  `;
}
