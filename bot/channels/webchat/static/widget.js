/**
 * Adds the launcher to a merchant's page: a button, and the chat in a frame of Caravan's own
 * origin. See docs/embed.md.
 *
 *   <script src="https://caravan.example/widget.js" data-caravan data-language="en" data-identity-url="/chat-identity" async></script>
 *
 * The button lives in a shadow root with a constructed style sheet, so that neither the page's CSS nor its CSP touches it.
 */
(() => {
  "use strict";
  const LABELS = /* labels */ {};
  const STYLE = `
    :host { all: initial; --launcher: #2247ad; --on-launcher: #fff; }
    .button { position: fixed; z-index: 2147483000; right: calc(20px + env(safe-area-inset-right)); bottom: calc(20px + env(safe-area-inset-bottom));
      width: 60px; height: 60px; padding: 0; border: 0; border-radius: 20px; background: var(--launcher); color: var(--on-launcher); cursor: pointer;
      box-shadow: 0 1px 2px rgb(12 26 68 / .3), 0 10px 28px rgb(12 26 68 / .32); transition: transform .18s ease, background .18s ease; }
    .button:hover { background: color-mix(in srgb, var(--launcher) 84%, #000); transform: translateY(-2px); }
    .button:focus-visible { outline: 3px solid var(--on-launcher); outline-offset: -6px; box-shadow: 0 0 0 3px var(--launcher); }
    .button svg { position: absolute; inset: 0; margin: auto; transition: opacity .18s ease, transform .18s ease; }
    .button .down { opacity: 0; transform: rotate(-40deg) scale(.6); }
    .open .button .down { opacity: 1; transform: none; }
    .open .button .speech { opacity: 0; transform: scale(.6); }
    .badge { position: absolute; top: -6px; right: -6px; min-width: 24px; height: 24px; padding: 0 6px; box-sizing: border-box; border-radius: 12px;
      background: #c8371b; color: #fff; font: 700 13px/24px system-ui, sans-serif; text-align: center; box-shadow: 0 0 0 3px #fff; }
    .badge:empty { display: none; }
    .panel { position: fixed; z-index: 2147483000; right: calc(20px + env(safe-area-inset-right)); bottom: calc(92px + env(safe-area-inset-bottom));
      width: 410px; height: min(690px, calc(100dvh - 112px)); border-radius: 20px; overflow: hidden; background: Canvas; color-scheme: light dark;
      box-shadow: 0 0 0 1px rgb(12 26 68 / .1), 0 24px 64px rgb(12 26 68 / .3); transform-origin: bottom right;
      visibility: hidden; opacity: 0; transform: translateY(12px) scale(.97); transition: opacity .18s ease, transform .18s ease, visibility 0s .18s; }
    .open .panel { visibility: visible; opacity: 1; transform: none; transition: opacity .18s ease, transform .18s ease; }
    .left .button, .left .panel { right: auto; left: calc(20px + env(safe-area-inset-left)); transform-origin: bottom left; }
    .hint { box-sizing: border-box; height: 100%; padding: 28px 24px; background: Canvas; color: CanvasText; font: 400 16px/1.5 system-ui, sans-serif; }
    .hint a { display: inline-block; margin-top: 12px; padding: 10px 0; color: LinkText; font-weight: 600; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    @media (max-width: 560px), (max-height: 480px) {
      .panel, .left .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; }
      .open .button { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { .button, .button svg, .panel, .open .panel { transition: none; } }
    @media print { .button, .panel { display: none; } }`;

  const script = document.currentScript;
  if (!script || window.Caravan) return;
  const base = new URL(script.src).origin;
  const options = script.dataset;
  const ACTIVE = "caravan.active";

  let language = options.language || null;
  let fetchToken = options.identityUrl ? () => fetchIdentity(options.identityUrl) : null;
  let port = null;
  let isOpen = false;
  let unread = 0;
  const unsaid = []; // holds messages for the frame until it listens

  const ANSWERS_WITHIN = 5000; // a frame that the browser refuses says nothing

  /** Returns black or white, whichever can be read on the color. */
  function findContrast(color) {
    const context = document.createElement("canvas").getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
  }

  // Drawing

  const SVG = "http://www.w3.org/2000/svg";

  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function icon(className, path) {
    const svg = document.createElementNS(SVG, "svg");
    const shape = document.createElementNS(SVG, "path");
    const attributes = { class: className, width: 28, height: 28, viewBox: "0 0 28 28", "aria-hidden": "true" };
    for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
    const stroke = { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2.2, "stroke-linecap": "round", "stroke-linejoin": "round" };
    for (const [key, value] of Object.entries(stroke)) shape.setAttribute(key, value);
    svg.append(shape);
    return svg;
  }

  const badge = element("span", { class: "badge", "aria-hidden": "true" });
  const button = element("button", { class: "button", type: "button", "aria-expanded": "false", "aria-haspopup": "dialog" });
  button.append(
    icon("speech", "M14 4.5c-5.8 0-10 3.7-10 8.7 0 2.7 1.3 5 3.3 6.6L6.5 24l4.7-2.4c.9.2 1.8.3 2.8.3 5.8 0 10-3.7 10-8.7s-4.2-8.7-10-8.7zM9.5 13.3h.01M14 13.3h.01M18.5 13.3h.01"),
    icon("down", "M7 11l7 7 7-7"),
    badge,
  );
  const panel = element("div", { class: "panel", role: "dialog" });
  const root = element("div", {});
  root.append(panel, button);
  const host = element("caravan-chat", {});
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  if (options.color && CSS.supports("color", options.color)) {
    host.style.setProperty("--launcher", options.color);
    host.style.setProperty("--on-launcher", findContrast(options.color));
  }

  function labels() {
    const wanted = (language || document.documentElement.lang || navigator.language || "en").slice(0, 2).toLowerCase();
    return LABELS[wanted] || LABELS.en;
  }

  function nameFrame() {
    return options.brand ? labels().frame_of.replace("{brand}", options.brand) : labels().frame;
  }

  function draw() {
    const text = labels();
    const waiting = unread === 1 ? text.unread_one : text.unread_many.replace("{count}", unread);
    root.className = `${isOpen ? "open" : ""} ${options.position === "left" ? "left" : ""}`;
    badge.textContent = unread && !isOpen ? (unread > 99 ? "99+" : unread) : "";
    button.setAttribute("aria-label", isOpen ? text.close : unread ? waiting : text.open);
    button.setAttribute("aria-expanded", isOpen);
    panel.setAttribute("aria-label", nameFrame());
    panel.toggleAttribute("inert", !isOpen);
  }

  // The frame

  let frame = null;

  function load() {
    if (frame) return;
    const address = new URL("/chat?embed=1", base);
    if (language) address.searchParams.set("language", language);
    frame = element("iframe", { src: address, title: nameFrame() });
    frame.addEventListener("load", () => setTimeout(() => port || explain(), ANSWERS_WITHIN), { once: true });
    panel.append(frame);
  }

  /** Says that the browser refused the frame, to the visitor in words and to the developer in the console. */
  function explain() {
    const text = labels();
    const link = element("a", { href: new URL("/chat", base), target: "_blank", rel: "noopener" }, text.elsewhere);
    panel.replaceChildren(element("div", { class: "hint", role: "alert" }, text.refused, document.createElement("br"), link));
    console.error(`The chat did not answer on this page. Is ${location.origin} one of WEBCHAT_ORIGINS at ${base}? See docs/embed.md.`);
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== base || event.data?.caravan !== "ready") return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => receive(data);
    const hello = { caravan: "connect", identity: fetchToken !== null, language, visible: isOpen, brand: options.brand || null };
    frame.contentWindow.postMessage(hello, base, [channel.port2]);
    for (const message of unsaid.splice(0)) port.postMessage(message);
  });

  function tell(message) {
    if (port) port.postMessage(message);
    else if (message.type === "say" || message.type === "draft") unsaid.push(message);
  }

  function receive(message) {
    if (message.type === "close") close();
    else if (message.type === "token") answer(message.request);
    else if (message.type === "state") remember(message);
  }

  function remember(state) {
    unread = state.unread;
    if (state.language) language = state.language;
    try {
      if (state.active) localStorage.setItem(ACTIVE, "1"); // the next page then loads the chat before it is opened
    } catch {
      // the next page then loads the chat when it is opened
    }
    draw();
  }

  // Identity

  async function fetchIdentity(url) {
    const response = await fetch(url, { credentials: "include", cache: "no-store", headers: { Accept: "application/json" } });
    if ([401, 403, 404].includes(response.status)) return null;
    if (!response.ok) throw new Error(`identity: ${response.status}`);
    return (await response.json()).token ?? null;
  }

  async function answer(request) {
    try {
      tell({ type: "token", request, token: fetchToken ? await fetchToken() : null });
    } catch {
      tell({ type: "token", request, failed: true });
    }
  }

  // What the merchant's page may call

  function open() {
    load();
    isOpen = true;
    draw();
    frame.focus();
    tell({ type: "visible", visible: true });
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    draw();
    button.focus();
    tell({ type: "visible", visible: false });
  }

  window.Caravan = {
    open,
    close,
    toggle: () => (isOpen ? close() : open()),
    /** Opens the chat and sends `text` as the contact's message. */
    say(text) {
      open();
      tell({ type: "say", text });
    },
    /** Opens the chat with `text` in the composer, but does not send it. */
    draft(text) {
      open();
      tell({ type: "draft", text });
    },
    /**
     * Signs in by `fetcher`, which is an async function or an address. It must give a new identity
     * each time. Null in its place signs the contact out.
     */
    identify(fetcher) {
      fetchToken = typeof fetcher === "string" ? () => fetchIdentity(fetcher) : fetcher;
      tell({ type: "identity", available: fetchToken !== null });
    },
    setLanguage(name) {
      language = name;
      tell({ type: "language", language: name });
      draw();
    },
  };

  function begin() {
    document.body.append(host);
    draw();
    let active = false;
    try {
      active = localStorage.getItem(ACTIVE) === "1";
    } catch {
      // the browser refuses to store it, so it is not remembered
    }
    if (active) (window.requestIdleCallback || setTimeout)(load);
    document.dispatchEvent(new CustomEvent("caravan:ready"));
  }

  button.addEventListener("click", window.Caravan.toggle);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
