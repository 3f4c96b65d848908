// Forms with files: says at once when they are too large together, and that they are on their way.

for (const form of document.querySelectorAll("form[data-uploads]")) {
  const files = form.querySelector('input[type="file"]');
  const tooLarge = form.querySelector("[data-too-large]");
  const check = () => {
    const bytes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    tooLarge.hidden = bytes <= Number(form.dataset.most);
    return tooLarge.hidden;
  };
  files.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    if (!check()) {
      event.preventDefault();
      files.focus();
      return;
    }
    form.querySelector("[data-sending]").hidden = false;
    form.querySelector("button").setAttribute("aria-disabled", "true");
  });
}
