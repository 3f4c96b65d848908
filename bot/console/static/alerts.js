// Shows the badge in the title, and plays sounds and shows notifications if the person has asked for them.

const KEPT = "caravan.alerts";
const HEARD = "caravan.heard";
const REMEMBERED = 500;

export function startAlerts() {
  const live = document.getElementById("live");
  const toggle = document.getElementById("alerts");
  if (!live || !toggle) return;
  const title = document.title;
  let audio = null;

  const isOn = () => localStorage.getItem(KEPT) === "on";
  const mayNotify = () => "Notification" in window && Notification.permission === "granted";

  const show = () => {
    const on = isOn();
    const words = on ? (mayNotify() ? toggle.dataset.on : toggle.dataset.silent) : toggle.dataset.off;
    toggle.setAttribute("aria-pressed", String(on));
    toggle.title = words;
    toggle.hidden = false;
  };

  toggle.addEventListener("click", async () => {
    localStorage.setItem(KEPT, isOn() ? "off" : "on");
    if (isOn()) {
      chime();
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
    }
    show();
  });
  // Browsers allow sound only after the person has done something on the page.
  document.addEventListener("pointerdown", () => { if (isOn()) wake(); }, { once: true });
  document.addEventListener("keydown", () => { if (isOn()) wake(); }, { once: true });

  live.addEventListener("attention", (event) => {
    const { waiting, alerts } = JSON.parse(event.detail.data);
    document.title = waiting ? `(${waiting}) ${title}` : title;
    const heard = sessionStorage.getItem(HEARD);
    const known = new Set(JSON.parse(heard ?? "[]"));
    const fresh = alerts.filter((alert) => !known.has(alert.key));
    // A stream sends each alert once, but the stream of the next page sends the newest ones again.
    const keys = [...known, ...fresh.map((alert) => alert.key)];
    sessionStorage.setItem(HEARD, JSON.stringify(keys.slice(-REMEMBERED)));
    if (heard === null || !fresh.length || !isOn()) return;
    const here = fresh.every((alert) => alert.url === location.pathname) && document.hasFocus();
    if (!here) chime();
    if (document.hidden && mayNotify()) fresh.forEach(notify);
  });

  function wake() {
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
    return audio;
  }

  // Two soft tones, a fifth apart.
  function chime() {
    const context = wake();
    [[523.25, 0], [783.99, 0.14]].forEach(([frequency, delay]) => {
      const start = context.currentTime + delay;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = "sine";
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0.0001, start);
      gain.gain.exponentialRampToValueAtTime(0.18, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.55);
    });
    document.dispatchEvent(new CustomEvent("caravan:chime"));
  }

  show();
}

function notify(alert) {
  const notification = new Notification(alert.title, { body: alert.body, tag: alert.url, icon: document.querySelector("link[rel=icon]").href });
  notification.addEventListener("click", () => {
    window.focus();
    location.assign(alert.url);
  });
}
