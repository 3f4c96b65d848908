/**
 * Renders the scrolling list of messages. It stays at the end while the reader is there, and does
 * not move while they have scrolled up.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "../vendor/hooks.mjs";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { Later } from "./loading.js";
import { Message, Outgoing } from "./message.js";
import { day, dayKey, t } from "./strings.js";

const PAGE = 80;
const AT_END = 60;
const MARGIN = 12;
const RUN_BREAKS_AFTER = 5 * 60_000;

/**
 * Returns the messages with what depends on their neighbours: whether a new day begins, and whether
 * a run of messages by one author begins or ends.
 */
function arrange(messages) {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    return {
      message,
      newDay: !before || dayKey(before.created_at) !== dayKey(message.created_at),
      first: !sameRun(before, message),
      last: !sameRun(message, after),
    };
  });
}

function sameRun(one, other) {
  if (!one || !other || one.author !== other.author || one.author_name !== other.author_name) return false;
  return new Date(other.created_at) - new Date(one.created_at) < RUN_BREAKS_AFTER;
}

/** Returns the ids of the messages that end an answer of the bot to the contact. */
function findAnswers(messages) {
  const spoke = messages.findIndex((message) => message.author === "contact");
  const ends = messages.filter((message, index) => spoke >= 0 && index > spoke && message.author === "bot" && messages[index + 1]?.author !== "bot");
  return new Set(ends.map(({ id }) => id));
}

function lastOwn(element) {
  return [...element.querySelectorAll(".message.contact")].at(-1);
}

/**
 * Scrolls to the end of the conversation. For a long answer of the bot it stops at the question, so
 * that the answer is read from its beginning.
 */
function useEnd(log, client) {
  const { messages, outgoing } = client;
  const atEnd = useRef(true);
  const waiting = useRef(0);
  const [away, setAway] = useState(false);
  const toEnd = (smooth) => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    log.current.scrollTo({ top: log.current.scrollHeight, behavior: smooth && !still ? "smooth" : "instant" });
  };
  const follow = () => {
    const { current: element } = log;
    const bottom = element.scrollHeight - element.clientHeight;
    const asked = messages.at(-1)?.author === "bot" && !client.loading ? lastOwn(element) : null;
    element.scrollTo({ top: asked ? Math.min(bottom, asked.offsetTop - MARGIN) : bottom, behavior: "instant" });
  };
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = log.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END;
    setAway(!atEnd.current);
  };
  useLayoutEffect(() => {
    if (outgoing.length > waiting.current) atEnd.current = true; // show the contact what they have just written
    waiting.current = outgoing.length;
    if (atEnd.current) follow();
  }, [messages, outgoing.length, client.typing ?? client.workingSince]);
  useEffect(() => {
    const observer = new ResizeObserver(() => atEnd.current && toEnd(false));
    observer.observe(log.current);
    return () => observer.disconnect();
  }, []);
  return { away, onScroll, toEnd: () => toEnd(true) };
}

export function Log({ client, language, welcome, greeted, onPress, onEdit }) {
  const onStale = () => client.refreshLinks({ all: true });
  const log = useRef(null);
  const [shown, setShown] = useState(PAGE);
  const { messages, outgoing, typing } = client;
  const { away, onScroll, toEnd } = useEnd(log, client);
  const hidden = Math.max(0, messages.length - shown);
  const pressed = new Set(outgoing.map((item) => item.token).filter(Boolean));
  const used = new Set(client.used);
  const answers = findAnswers(messages);

  useEffect(() => setShown(PAGE), [client.key, language]);

  return html`
    <div class="log-frame">
      <div class="log" ref=${log} role="log" aria-live="polite" aria-busy=${client.loading} aria-label=${t("log")} tabindex="0"
        onScroll=${onScroll}>
        <div class="log-inner">
          ${hidden > 0 && html`<button type="button" class="earlier" onClick=${() => setShown(shown + PAGE)}>${t("earlier")}</button>`}
          ${client.loading && !messages.length && html`<${Skeleton} />`}
          ${!greeted && welcome}
          ${arrange(messages).slice(hidden).map((row) => html`<${Row} key=${row.message.id} row=${row} seen=${row.message.id === client.seenByAgent} pressed=${pressed} used=${used} onPress=${onPress} onStale=${onStale}
            feedback=${answers.has(row.message.id) && { mark: client.marks[row.message.id], onMark: (helpful, words) => client.markAnswer(row.message.id, helpful, words) }} />`)}
          ${greeted && welcome}
          ${outgoing.map((item) => html`
            <${Outgoing} key=${item.client_id} item=${item} online=${client.status === "online"}
              onRetry=${() => client.retry(item.client_id)} onEdit=${() => onEdit(item)} onDiscard=${() => client.discard(item.client_id)}
              onWithout=${() => client.sendWithout(item.client_id, item.error.key)} />
          `)}
          ${(typing || client.workingSince !== null) && html`
            <${Later} part="Typing" typing=${typing} since=${client.workingSince} online=${client.status === "online"}
              told=${messages.at(-1)?.author === "system"} />
          `}
        </div>
      </div>
      ${away && html`<${Later} part="Jump" messages=${messages} onClick=${toEnd} />`}
    </div>
  `;
}

function Row({ row, ...rest }) {
  const { message, newDay, first, last } = row;
  return html`
    ${newDay && html`<div class="day"><span>${day(message.created_at)}</span></div>`}
    <${Message} message=${message} first=${first || newDay} last=${last} ...${rest} />
  `;
}

function Skeleton() {
  return html`
    <div class="skeleton" role="status">
      <span class="sr-only">${t("loading")}</span>
      <div class="bone short" /><div class="bone" /><div class="bone right" /><div class="bone" />
    </div>
  `;
}
