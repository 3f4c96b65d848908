// Switches between light and dark. The choice is in a cookie, so that the server already renders the page with it.

const YEAR_SECONDS = 31536000;

export function startTheme() {
  const button = document.getElementById("theme");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    document.cookie = `caravan_theme=${root.dataset.theme}; path=/console; max-age=${YEAR_SECONDS}; samesite=strict`;
  });
}
