// Gives a form that was sent a new token: the next sending is another one, even of the same thing.

export function startOnce() {
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const once = ctx.sourceElement?.elements?.once;
    if (once && ctx.response?.raw.status === 200) once.value = token();
  });
}

function token() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
