// What is known of annotations, where they are written: documentation under the pointer, completion of keys and values,
// and the nearest key where there is none of that name.
//
// The texts are a file of this site, annotations.json, fetched when the first of them is wanted.

import { autocompletion } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";

/** A line that is an annotation: indentation, key, value. */
const LINE = /^(\s+)["']?([a-z0-9][a-z0-9.-]*\/[A-Za-z0-9._-]+)["']?\s*:(.*)$/;
/** How far above a line the key `annotations` is looked for. */
const LOOK_BACK = 400;

let known;

/** All annotations by their key; empty, and asked for again the next time, where the file cannot be fetched. */
function all() {
  known ??= fetch("./annotations.json")
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then((rows) => new Map(rows.map((row) => [row.annotation, row])))
    .catch(() => {
      known = undefined;
      return new Map();
    });
  return known;
}

const prefixOf = (key) => key.slice(0, key.indexOf("/") + 1);

/** How many letters have to change, at most `limit`. */
function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

/** The key of the same controller that is nearest to one that does not exist. */
function nearest(rows, key) {
  const prefix = prefixOf(key);
  let best = null;
  let least = Math.max(2, Math.floor((key.length - prefix.length) / 4)) + 1;
  for (const other of rows.keys()) {
    if (!other.startsWith(prefix)) continue;
    const far = distance(key, other, least - 1);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function described(row) {
  const facts = [
    ["Values", row.form],
    ["Default", row.default],
    ["Otherwise", row.invalid],
    ["Becomes", row.fate],
    ["Risk", row.risk],
  ];
  const list = element("dl", "cm-doc-facts");
  for (const [name, value] of facts) if (value) list.append(element("dt", "", name), element("dd", "", value));
  return element("div", "cm-doc", element("p", "cm-doc-key", row.annotation), element("p", "", row.meaning), list);
}

function unknown(view, rows, key, from) {
  const other = nearest(rows, key);
  const words = element("p", "", `${prefixOf(key).slice(0, -1)} has no annotation ${key.slice(prefixOf(key).length)}.`);
  if (!other) return element("div", "cm-doc", words);
  const button = element("button", "cm-diagnosticAction", `Write ${other.slice(prefixOf(other).length)}`);
  button.type = "button";
  button.addEventListener("click", () => {
    view.dispatch({ changes: { from, to: from + key.length, insert: other }, userEvent: "input.fix" });
  });
  return element("div", "cm-doc", words, element("p", "", `Did you mean ${other}?`), button);
}

const hover = hoverTooltip(async (view, position) => {
  const line = view.state.doc.lineAt(position);
  const found = line.length < 2000 && LINE.exec(line.text);
  if (!found) return null;
  const key = found[2];
  const rows = await all();
  const isTheirs = [...rows.keys()].some((other) => other.startsWith(prefixOf(key)));
  if (!isTheirs) return null;
  const from = line.from + line.text.indexOf(key);
  const row = rows.get(key);
  const dom = row ? described(row) : unknown(view, rows, key, from);
  return { pos: from, end: line.to, above: false, create: () => ({ dom }) };
});

/** Whether a line stands directly under `annotations:`. */
function isUnderAnnotations(doc, number, indent) {
  for (let above = number - 1; above >= 1 && above >= number - LOOK_BACK; above -= 1) {
    const { text } = doc.line(above);
    const its = text.search(/\S/);
    if (its !== -1 && its < indent) return /^\s*(?:- )?annotations:\s*$/.test(text);
  }
  return false;
}

/** The values that a form names: `true or false`, `one of a, b, in any case`. */
function values(form) {
  if (form === "true or false") return ["true", "false"];
  return /^one of (.*?)(?:, in any case)?$/.exec(form)?.[1].split(", ") ?? [];
}

async function complete(context) {
  const { doc } = context.state;
  const line = doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const key = /^(\s+)([\w./-]*)$/.exec(before);
  const value = /^(\s+)([\w.-]+\/[\w.-]+):\s+"?([\w-]*)$/.exec(before);
  const indent = (key ?? value)?.[1].length;
  if (!indent || !(context.explicit || key?.[2] || value?.[3]) || !isUnderAnnotations(doc, line.number, indent)) return null;
  const rows = await all();
  if (key) {
    const hasColon = line.text.slice(context.pos - line.from).includes(":");
    const options = [...rows.values()].map((row) => ({
      label: row.annotation,
      apply: hasColon ? row.annotation : `${row.annotation}: `,
      info: () => described(row),
    }));
    return { from: context.pos - key[2].length, options, validFor: /^[\w./-]*$/ };
  }
  const options = values(rows.get(value[2])?.form ?? "").map((label) => ({ label, apply: `"${label}"` }));
  const quote = before.endsWith(`"${value[3]}`) ? 1 : 0;
  return options.length === 0 ? null : { from: context.pos - value[3].length - quote, filter: quote === 0, options };
}

/** The extension. */
export const annotations = [
  hover,
  autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60, tooltipClass: () => "cm-complete" }),
];
