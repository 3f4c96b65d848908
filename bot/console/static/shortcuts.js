// Single-key shortcuts, which can be turned off; elements name theirs in `data-key`.

const KEPT = "caravan.shortcuts";
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export function startShortcuts() {
  const dialog = document.getElementById("shortcuts");
  const opener = document.getElementById("shortcuts-open");
  const enabled = document.getElementById("shortcuts-on");
  if (!dialog) return;
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  enabled.checked = localStorage.getItem(KEPT) !== "off";
  enabled.addEventListener("change", () => localStorage.setItem(KEPT, enabled.checked ? "on" : "off"));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.id === "text") event.target.blur();
    if (!enabled.checked || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.isComposing || event.target.matches(TYPING)) return;
    if (press(event.key.toLowerCase())) event.preventDefault();
  });
}

function press(key) {
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "end") {
    const jump = document.getElementById("jump");
    jump?.click();
    return Boolean(jump);
  }
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!element) return false;
  if (element.matches("textarea")) element.focus();
  else element.click();
  return true;
}

function move(step) {
  const lines = [...document.querySelectorAll("#main .line")];
  if (!lines.length) return false;
  const now = lines.findIndex((line) => line === document.activeElement);
  lines.at(Math.max(0, Math.min(lines.length - 1, now + step))).focus();
  return true;
}
