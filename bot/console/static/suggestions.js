// A list of suggestions at the reply box. The arrows choose, Enter or Tab takes the chosen one, and Escape closes the list.

/** @type {{name: string, words: string, lang?: string, insert: () => void}[]} */
let shown = [];
let chosen = 0;
let label = "";

export function startSuggestions() {
  if (!document.getElementById("desk")) return;
  // In the capturing phase, because Enter would otherwise send what is typed.
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "text" || !shown.length || event.isComposing) return;
    if (press(event.key, event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  // What changes in the conversation renders the reply box anew, without the list.
  document.addEventListener("htmx:after:swap", () => {
    if (shown.length && !document.getElementById("suggestions")) draw(document.getElementById("text"));
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.id === "text") setTimeout(withdraw, 150);
  });
}

/** Shows these suggestions, under a label for screen readers. */
export function offer(text, name, suggestions) {
  label = name;
  shown = suggestions;
  chosen = 0;
  draw(text);
}

export function withdraw() {
  shown = [];
  const list = document.getElementById("suggestions");
  if (!list) return;
  list.hidden = true;
  list.replaceChildren();
  document.getElementById("text")?.removeAttribute("aria-activedescendant");
}

function press(key, text) {
  if (key === "ArrowDown" || key === "ArrowUp") {
    chosen = (chosen + (key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length;
    draw(text);
  } else if (key === "Enter" || key === "Tab") take(shown[chosen]);
  else if (key === "Escape") withdraw();
  else return false;
  return true;
}

function take(suggestion) {
  withdraw();
  suggestion.insert();
}

function draw(text) {
  const list = place(text);
  list.ariaLabel = label;
  list.hidden = !shown.length;
  list.replaceChildren(...shown.map(render));
  if (shown.length) text.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
  else text.removeAttribute("aria-activedescendant");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function render(suggestion, number) {
  const item = document.createElement("li");
  item.id = `suggestion-${number}`;
  item.role = "option";
  item.ariaSelected = String(number === chosen);
  const name = document.createElement("b");
  name.textContent = suggestion.name;
  const words = document.createElement("span");
  if (suggestion.lang) words.lang = suggestion.lang;
  words.textContent = suggestion.words;
  item.append(name, words);
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(suggestion);
  });
  return item;
}

function place(text) {
  let list = document.getElementById("suggestions");
  if (!list) {
    list = document.createElement("ul");
    list.id = "suggestions";
    list.className = "suggestions";
    list.role = "listbox";
    text.form.append(list);
    text.setAttribute("aria-controls", "suggestions");
    text.setAttribute("aria-autocomplete", "list");
  }
  return list;
}
