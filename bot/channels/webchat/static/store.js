/**
 * Runs the demo storefront: the choice of an account, what the widget is told about it, and the way
 * to Telegram.
 */

const body = document.body;
const find = (selector) => document.querySelector(selector);
const findAll = (selector) => [...document.querySelectorAll(selector)];

/** Calls `use` with the widget's API, now or once its script has run. */
function withWidget(use) {
  if (window.Caravan) use(window.Caravan);
  else document.addEventListener("caravan:ready", () => use(window.Caravan), { once: true });
}

function show(element, shown) {
  if (element) element.hidden = !shown;
}

/**
 * Returns the page's address for an account. Links with the same parameters work without this
 * script.
 */
function addressFor(account, path = window.location.pathname) {
  const address = new URL(path, window.location.origin);
  address.searchParams.set("language", body.dataset.language);
  if (account) address.searchParams.set("as", account);
  return address;
}

function become(account, name) {
  if (account === body.dataset.account) return;
  body.dataset.account = account;
  for (const persona of findAll(".persona")) {
    if (persona.dataset.account === account) persona.setAttribute("aria-current", "true");
    else persona.removeAttribute("aria-current");
  }
  const you = find("[data-you]");
  you.textContent = account ? you.dataset.youNamed.replace("{name}", name) : you.dataset.youVisitor;
  find("[data-page]").href = addressFor(account, "/chat");
  find(".top [data-open]").href = addressFor(account, "/chat");
  window.history.replaceState(null, "", addressFor(account));
  for (const link of findAll(".top-languages a")) {
    const address = new URL(link.href);
    if (account) address.searchParams.set("as", account);
    else address.searchParams.delete("as");
    link.href = address;
  }
  show(find("[data-telegram]"), account);
  show(find("[data-account-page]"), account);
  find("[data-account-page] a").href = addressFor(account, "/account");
  show(find("[data-telegram-visitor]"), !account);
  for (const part of findAll("[data-telegram-result] > *")) show(part, false);
  withWidget((widget) => widget.identify(account ? `/demo/identity/${account}` : null));
}

async function continueOnTelegram() {
  const response = await fetch("/demo/telegram-link", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ account: body.dataset.account }),
  }).catch(() => null);
  const link = response?.ok ? await response.json() : {};
  const opens = link.url?.startsWith("https://") ?? false;
  show(find("[data-telegram-failed]"), !opens && !link.command);
  show(find("[data-telegram-link]"), opens);
  show(find("[data-telegram-command]"), !opens && link.command);
  if (opens) {
    find("[data-telegram-link] a").href = link.url;
    find("[data-telegram-link] a").focus();
  } else if (link.command) {
    find("[data-telegram-command] code").textContent = link.command;
  }
}

for (const persona of findAll(".persona")) {
  persona.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the link opens in a new tab, and this tab keeps its account
    event.preventDefault();
    become(persona.dataset.account, persona.dataset.name);
    find(".you").scrollIntoView({ block: "nearest" }); // on a small screen it is below the list
  });
}

for (const opener of findAll("[data-open]")) {
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    withWidget((widget) => widget.open());
  });
}

for (const tile of findAll("[data-ask]")) {
  tile.addEventListener("click", () => withWidget((widget) => widget.say(tile.dataset.ask)));
}

find("[data-ask-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  const need = find("#need").value.trim();
  if (!need) return;
  find("#need").value = "";
  withWidget((widget) => widget.say(need));
});

find("[data-telegram]")?.addEventListener("click", continueOnTelegram);
