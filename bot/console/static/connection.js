// Keeps the page's stream of events open, says so when it is not, and leads to the sign-in page when the session has ended.

const RETRY_MS = 3000;
const SAY_SO_AFTER_MS = 1500;

export function startConnection() {
  const live = document.getElementById("live");
  if (!live) return;
  const offline = document.getElementById("offline");
  const presence = document.getElementById("presence");
  let saying = 0;

  const connected = (yes) => {
    clearTimeout(saying);
    if (yes) offline.hidden = true;
    else saying = setTimeout(() => { offline.hidden = false; }, SAY_SO_AFTER_MS);
    presence.classList.toggle("on", yes);
  };

  live.addEventListener("htmx:sse:after:connection", (event) => {
    const { status } = event.detail.connection;
    connected(status === 200);
  });
  live.addEventListener("htmx:sse:error", (event) => {
    if (event.detail.status === 401) signIn();
    else if (event.detail.status === 404) location.assign("/console");
    else connected(false);
  });
  // The extension reconnects a stream that was open before. A failed first attempt must be repeated here.
  live.addEventListener("htmx:finally:request", () => {
    if (live._htmx?.sse) return;
    connected(false);
    setTimeout(() => htmx.ajax("GET", resumeAddress(live), { source: live }), RETRY_MS);
  });
}

function signIn() {
  const here = location.pathname + location.search;
  location.assign(`/console/sign-in?${new URLSearchParams({ next: here })}`);
}

function resumeAddress(live) {
  const address = new URL(live.getAttribute("hx-sse:connect"), location.href);
  const last = document.querySelector("#messages .message:last-child");
  if (last) address.searchParams.set("after", last.dataset.id);
  return address.pathname + address.search;
}
