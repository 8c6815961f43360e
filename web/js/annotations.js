// What is known of annotations, where they are written: documentation under the pointer, completion of keys and values.
// That a key is none, and which one was meant, is a finding like others: the engine's marker says it.
//
// The texts are a file of this site, annotations.json, fetched when the first of them is wanted.

import { autocompletion } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";

/** A line that is an annotation: indentation, key, value. */
const LINE = /^(\s+)["']?([a-z0-9][a-z0-9.-]*\/[A-Za-z0-9._-]+)["']?\s*:(.*)$/;
/** How far above a line the key `annotations` is looked for. */
const LOOK_BACK = 400;

let known;

/** All annotations; none, and asked for again the next time, where the file cannot be fetched. */
function all() {
  known ??= fetch("./annotations.json")
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .catch(() => {
      known = undefined;
      return [];
    });
  return known;
}

/** The row of a key, under whichever of its controller's prefixes; a key that ends with a star is every key that begins so. */
async function find(key) {
  const isIts = (known) => known === key || (known.endsWith("*") && key.startsWith(known.slice(0, -1)));
  return (await all()).find((row) => isIts(row.annotation) || row.also?.some(isIts));
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

const hover = hoverTooltip(async (view, position) => {
  const line = view.state.doc.lineAt(position);
  const found = line.length < 2000 && LINE.exec(line.text);
  if (!found) return null;
  const key = found[2];
  const row = await find(key);
  if (!row) return null;
  return { pos: line.from + line.text.indexOf(key), end: line.to, above: false, create: () => ({ dom: described(row) }) };
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
  if (key) {
    const hasColon = line.text.slice(context.pos - line.from).includes(":");
    const options = (await all()).map((row) => ({
      label: row.annotation,
      apply: hasColon ? row.annotation : `${row.annotation}: `,
      info: () => described(row),
    }));
    return { from: context.pos - key[2].length, options, validFor: /^[\w./-]*$/ };
  }
  const options = values((await find(value[2]))?.form ?? "").map((label) => ({ label, apply: `"${label}"` }));
  const quote = before.endsWith(`"${value[3]}`) ? 1 : 0;
  return options.length === 0 ? null : { from: context.pos - value[3].length - quote, filter: quote === 0, options };
}

/** The extension. */
export const annotations = [
  hover,
  autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60, tooltipClass: () => "cm-complete" }),
];
