/**
 * Renders the request for quotation as a form. What it sends goes to the dialogue as words do, which
 * asks for what is missing and for the final "yes".
 */

import { useEffect, useRef, useState } from "../../vendor/hooks.mjs";
import { html } from "../html.js";
import { number, t } from "../strings.js";
import { COUNTRIES, CURRENCIES, INCOTERMS, UNITS } from "./choices.js";
import { countryName, currencyName, isoDay, longDay, money, sortNames } from "./names.js";

const LONGEST = { goods: 200, city: 80, note: 600 };
const LARGEST = 1_000_000_000;

/** Reads a number as people write it, with or without separators of thousands. @returns {number} NaN for anything else */
function readNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(/[\s_']/g, "").replace(/,(?=\d{3}(\D|$))/g, "").replace(/,(\d{1,2})$/, ".$1");
  return /^\d+(\.\d{1,4})?$/.test(plain) ? Number(plain) : NaN;
}

/** @returns {Record<string, string>} the names of what is wrong, by field */
function findProblems(values) {
  const problems = {};
  const isAmount = (text) => readNumber(text) > 0 && readNumber(text) <= LARGEST;
  if (!values.goods.trim()) problems.goods = "goods";
  if (!isAmount(values.quantity)) problems.quantity = "quantity";
  if (values.price.trim() && !isAmount(values.price)) problems.price = "price";
  if (values.city.trim() && !values.country) problems.country = "country";
  if (values.deadline && values.deadline <= isoDay(new Date())) problems.deadline = "deadline";
  return problems;
}

/** Returns what is sent: only what was filled in, and numbers as the server reads them. */
function pack({ goods, quantity, unit, price, currency, country, city, incoterm, deadline, note }) {
  const packed = {
    goods: goods.trim(),
    quantity: String(readNumber(quantity)),
    unit,
    ...(price.trim() ? { price: String(readNumber(price)), currency } : {}),
    country,
    city: city.trim(),
    incoterm,
    deadline,
    note: note.trim(),
  };
  return Object.fromEntries(Object.entries(packed).filter(([, value]) => value));
}

/** Returns the form in words, as the conversation shows it. */
function describe(packed) {
  const { goods, quantity, unit, price, currency, country, city, incoterm, deadline, note } = packed;
  const lines = [
    [t("form.goods"), goods],
    [t("form.quantity"), `${number(Number(quantity))} ${t(`form.unit.${unit}`)}`],
    [t("form.price"), price && money(price, currency)],
    [t("form.country"), country && (city ? t("form.place", { city, country: countryName(country) }) : countryName(country))],
    [t("form.incoterm"), incoterm],
    [t("form.deadline"), deadline && longDay(deadline)],
    [t("form.note"), note],
  ];
  return [t("form.title"), ...lines.filter(([, value]) => value).map(([label, value]) => t("form.line", { label, value }))].join("\n");
}

function Field({ name, label, problem, hint, children }) {
  return html`
    <div class="form-field ${name}">
      <label for=${`form-${name}`}>${label}</label>
      ${children}
      ${hint && html`<p class="form-hint" id=${`form-${name}-hint`}>${hint}</p>`}
      ${problem && html`<p class="form-problem" id=${`form-${name}-problem`}>${t(`form.problem.${problem}`)}</p>`}
    </div>
  `;
}

/** @param {{values: Record<string, string>, onSend: (text: string, values: object) => void, onClose: () => void}} props `values` are what the fields have to begin with */
export function RequestForm({ values: given, onSend, onClose }) {
  const empty = { goods: "", quantity: "", unit: "piece", price: "", currency: "USD", country: "", city: "", incoterm: "", deadline: "", note: "" };
  const [values, setValues] = useState({ ...empty, ...given });
  const [problems, setProblems] = useState({});
  const dialog = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("#form-goods").focus();
  }, []);
  const send = (event) => {
    event.preventDefault();
    const found = findProblems(values);
    setProblems(found);
    const [first] = Object.keys(found);
    if (first) return dialog.current.querySelector(`#form-${first}`).focus();
    const packed = pack(values);
    dialog.current.close();
    return onSend(describe(packed), packed);
  };
  const take = (name) => ({
    id: `form-${name}`,
    name,
    value: values[name],
    maxlength: LONGEST[name],
    "aria-invalid": name in problems,
    "aria-describedby": name in problems ? `form-${name}-problem` : undefined,
    onInput: ({ currentTarget: { value } }) => {
      setValues((now) => ({ ...now, [name]: value }));
      setProblems(({ [name]: _, ...others }) => others);
    },
  });
  const choose = (name, options) => html`
    <select ...${take(name)}>
      ${options.map(([value, text]) => html`<option value=${value} selected=${value === values[name]}>${text}</option>`)}
    </select>
  `;
  const field = (name, children, hint) => html`<${Field} name=${name} label=${t(`form.${name}`)} problem=${problems[name]} hint=${hint}>${children}<//>`;
  const units = UNITS.map((unit) => [unit, t(`form.unit.${unit}`)]);
  const countries = sortNames(COUNTRIES.map((code) => [code, countryName(code)]));
  const optional = html`<span class="form-optional">${t("form.optional")}</span>`;
  return html`
    <dialog class="form" ref=${dialog} aria-labelledby="form-title" onClose=${onClose}>
      <form novalidate onSubmit=${send}>
        <h2 id="form-title">${t("form.title")}</h2>
        <p class="form-intro">${t("form.intro")}</p>
        ${field("goods", html`<input type="text" required autocomplete="off" ...${take("goods")} />`)}
        <div class="form-row">
          ${field("quantity", html`<input type="text" inputmode="decimal" required autocomplete="off" ...${take("quantity")} />`)}
          ${field("unit", choose("unit", units))}
        </div>
        <h3>${t("form.terms")} ${optional}</h3>
        <div class="form-row">
          ${field("price", html`<input type="text" inputmode="decimal" autocomplete="off" ...${take("price")} />`)}
          ${field("currency", choose("currency", CURRENCIES.map((code) => [code, currencyName(code)])))}
        </div>
        <div class="form-row">
          ${field("country", choose("country", [["", t("form.open")], ...countries]))}
          ${field("city", html`<input type="text" autocomplete="off" ...${take("city")} />`)}
        </div>
        <div class="form-row">
          ${field("incoterm", choose("incoterm", [["", t("form.open")], ...INCOTERMS.map((code) => [code, code])]))}
          ${field("deadline", html`<input type="date" ...${take("deadline")} />`)}
        </div>
        ${field("note", html`<textarea rows="3" ...${take("note")}></textarea>`)}
        <p class="sr-only" role="alert">${Object.values(problems).map((name) => t(`form.problem.${name}`)).join(" ")}</p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick=${() => dialog.current.close()}>${t("form.cancel")}</button>
          <button type="submit" class="button primary">${t("form.send")}</button>
        </div>
      </form>
    </dialog>
  `;
}
