// Shows times in the reader's zone and language, and keeps waiting times current.

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

export function startTimes() {
  refresh();
  setInterval(refresh, 10_000);
  new MutationObserver(refresh).observe(document.getElementById("main"), { childList: true, characterData: true, subtree: true });
}

export function dayOf(time) {
  return day.format(time);
}

function refresh() {
  const today = day.format(new Date());
  for (const element of document.querySelectorAll("time[data-moment]")) {
    const time = new Date(element.dateTime);
    const inTranscript = element.closest(".message");
    const date = day.format(time);
    write(element, date === today || inTranscript ? clock.format(time) : `${date}, ${clock.format(time)}`);
    if (!element.title) element.title = full.format(time);
  }
  for (const element of document.querySelectorAll("time[data-since]")) {
    const seconds = Math.max(0, (Date.now() - new Date(element.dateTime)) / 1000);
    const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS.at(-1);
    const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" });
    write(element, format.format(Math.floor(seconds / size)));
  }
}

// Writing the same text again would wake the observer for ever.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
