/** Writes the conversation as a text file, on the contact's own device. */

import { authorName } from "./message.js";
import { day, t, time } from "./strings.js";

/** Returns the messages in words, a paragraph each. */
function writeTranscript(messages) {
  const paragraphs = messages.map((message) => {
    const at = `${day(message.created_at)} ${time(message.created_at)}`;
    const cards = message.cards.map(({ title, fields }) => [title, ...fields.map(({ label, value }) => t("form.line", { label, value }))].join("\n"));
    return [`${authorName(message)} · ${at}`, message.text, ...cards].join("\n");
  });
  return `${[t("transcript.title", { brand: t("brand") }), ...paragraphs].join("\n\n")}\n`;
}

/** Saves the conversation as a file. */
export function downloadTranscript(messages) {
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob(["\ufeff", writeTranscript(messages)], { type: "text/plain" }));
  Object.assign(link, { href: address, download: `${t("transcript.file")}-${new Date().toISOString().slice(0, 10)}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
