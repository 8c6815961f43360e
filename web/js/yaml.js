// YAML and JSON for the editor, line by line: colours for what is visible, folds by indentation.
//
// No parser runs here. The engine reads the text; a second parse on the main thread would cost, for a dump of two
// thousand Ingresses, more than a keystroke may take. A line tells its own colours, except inside a block scalar, for
// which a few lines above are looked at.

import { foldService } from "@codemirror/language";
import { Decoration, ViewPlugin } from "@codemirror/view";

/** How far above a line its block scalar's header is looked for. */
const LOOK_BACK = 200;
/** How far below a line its fold may end. */
const LOOK_AHEAD = 3000;

const marks = Object.fromEntries(
  ["key", "text", "literal", "comment", "mark"].map((name) => [name, Decoration.mark({ class: `cm-${name}` })]),
);

const LINE = /^(\s*(?:- +)*)(?:("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:"'[\]{},][^#:]*?(?::[^\s#:]+)*)(\s*:)(?=\s|$))?\s*/;
const LITERAL = /^(?:-?\d[\d_.eE+-]*|true|false|yes|no|on|off|null|~)$/i;
const HEADER = /(?:^|[\s:-])[|>][+-]?\d?\s*(?:#.*)?$/;

const indentation = (text) => text.search(/\S/);

/** Whether a line belongs to a block scalar that began above it. */
function isInBlock(doc, number) {
  let indent = indentation(doc.line(number).text);
  if (indent === 0) return false;
  for (let above = number - 1; above >= 1 && above >= number - LOOK_BACK; above -= 1) {
    const { text } = doc.line(above);
    const its = indentation(text);
    if (its === -1 || (indent !== -1 && its >= indent)) continue;
    if (HEADER.test(text)) return true;
    indent = its;
    if (its === 0) return false;
  }
  return false;
}

function* pieces(text) {
  if (/^\s*#/.test(text)) return yield [0, text.length, "comment"];
  if (/^(---|\.\.\.)/.test(text)) return yield [0, 3, "mark"];
  const [whole, lead, key, colon] = LINE.exec(text);
  if (lead.includes("-")) yield [0, lead.length, "mark"];
  if (key) {
    yield [lead.length, lead.length + key.length, "key"];
    yield [lead.length + key.length, lead.length + key.length + colon.length, "mark"];
  }
  let value = text.slice(whole.length);
  const comment = /^["']/.test(value) ? -1 : value.search(/(?:^|\s)#/);
  if (comment >= 0) value = value.slice(0, comment);
  const end = whole.length + value.length;
  const bare = value.trim().replace(/,$/, "");
  if (bare) yield [whole.length, end, /^(?:[|>&*!]|[{}[\],]+$)/.test(bare) ? "mark" : LITERAL.test(bare) ? "literal" : "text"];
  if (comment >= 0) yield [end, text.length, "comment"];
}

function colour(view) {
  const found = [];
  const { doc } = view.state;
  for (const { from, to } of view.visibleRanges) {
    for (let position = from; position <= to; ) {
      const line = doc.lineAt(position);
      if (line.length > 0 && line.length < 2000) {
        const parts = isInBlock(doc, line.number) ? [[0, line.length, "text"]] : pieces(line.text);
        for (const [start, end, name] of parts) {
          if (end > start) found.push(marks[name].range(line.from + start, line.from + end));
        }
      }
      position = line.to + 1;
    }
  }
  return Decoration.set(found);
}

export const highlighting = ViewPlugin.define(
  (view) => ({
    decorations: colour(view),
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = colour(update.view);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

export const folding = foldService.of((state, start, end) => {
  const { text, number } = state.doc.lineAt(start);
  const indent = indentation(text);
  if (indent === -1 || !/[:\-{[]/.test(text)) return null;
  // A list may stand as far left as the key that holds it.
  const holds = !/^\s*-/.test(text) && /:\s*$/.test(text);
  let last = null;
  for (let below = number + 1; below <= state.doc.lines; below += 1) {
    if (below > number + LOOK_AHEAD) return null;
    const line = state.doc.line(below);
    const its = indentation(line.text);
    if (its === -1) continue;
    const isInside = its > indent || (holds && its === indent && /^\s*- /.test(line.text));
    if (!isInside) break;
    last = line.to;
  }
  return last === null ? null : { from: end, to: last };
});
