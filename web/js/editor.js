// The editor bridge: CodeMirror behind a few functions that the application calls.
//
// esbuild bundles this file into dist/editor.js, an ES module that web/boot.js imports lazily. `mount` expects an
// element *inside a shadow root*: there CodeMirror's styles become adopted style sheets, which the
// Content-Security-Policy allows; in the document they would be a <style> element, which it refuses.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap } from "@codemirror/language";
import { lintGutter, lintKeymap, nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";

import { annotations } from "./annotations.js";
import { theme } from "./theme.js";
import { folding, highlighting } from "./yaml.js";

const setLit = StateEffect.define();
const litLine = Decoration.line({ class: "cm-lit" });

/** Lines that belong to what is pointed at. */
const lit = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) if (effect.is(setLit)) return effect.value;
    return lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The offset of a line and column, both from 1, as far as the text has them. */
function offset(doc, line, column) {
  const { from, to } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return Math.min(from + Math.max(0, column - 1), to);
}

function range(doc, place) {
  const from = offset(doc, place.line, place.column);
  return { from, to: Math.max(from, offset(doc, place.endLine, place.endColumn)) };
}

/** The part of a place that is on its first line: a mark under a whole object is noise. */
function firstLine(doc, place) {
  const { from, to } = range(doc, place);
  return { from, to: Math.min(to, doc.lineAt(from).to) };
}

/** Whether all of a text was pasted over. */
function isReplaced({ transactions, startState }) {
  return transactions.some((transaction) => {
    let isWhole = false;
    if (transaction.isUserEvent("input.paste")) {
      transaction.changes.iterChanges((from, to) => {
        isWhole = from === 0 && to === startState.doc.length;
      });
    }
    return isWhole;
  });
}

function changes(doc, edits) {
  return edits.map(([place, insert]) => ({ ...range(doc, place), insert }));
}

/**
 * Puts an editor into `host`.
 *
 * @param {Element} host - an element inside a shadow root
 * @param {{label: string, hint: string, onEdit: () => void, onReplace: () => void, onCursor: (line: number) => void,
 *   onHover: (line: number) => void, onVisible: (first: number, last: number) => void, onMove: () => void}} options
 *   `onHover` is given 0 when the pointer leaves; `onMove` is called when lines stand elsewhere than before
 */
export function mount(host, { label, hint, onEdit, onReplace, onCursor, onHover, onVisible, onMove }) {
  const states = new Map();
  let shown;
  let hovered = 0;
  const hover = (line) => {
    if (line !== hovered) onHover((hovered = line));
  };
  const tellVisible = (view) => {
    const { top, bottom } = view.scrollDOM.getBoundingClientRect();
    const at = (y) => view.state.doc.lineAt(view.lineBlockAtHeight(y - view.documentTop).from).number;
    onVisible(at(top + 1), at(bottom - 1));
  };
  const extensions = [
    lineNumbers(),
    foldGutter(),
    folding,
    highlighting,
    lintGutter(),
    history(),
    drawSelection(),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    annotations,
    search({ top: true }),
    placeholder(hint),
    lit,
    theme,
    keymap.of([...lintKeymap, ...searchKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    EditorView.domEventHandlers({
      mousemove: (event, view) => {
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
        hover(position === null ? 0 : view.state.doc.lineAt(position).number);
      },
      mouseleave: () => hover(0),
    }),
    EditorView.updateListener.of((update) => {
      const { state, view } = update;
      if (isReplaced(update)) onReplace();
      if (update.docChanged) onEdit();
      if (update.selectionSet && view.hasFocus) onCursor(state.doc.lineAt(state.selection.main.head).number);
      if (update.geometryChanged || update.viewportChanged) view.requestMeasure({ key: tellVisible, read: tellVisible });
      if (update.geometryChanged) onMove();
    }),
  ];
  const fresh = (doc) => EditorState.create({ doc, extensions });
  const view = new EditorView({ parent: host, root: host.getRootNode(), state: fresh("") });
  view.scrollDOM.addEventListener("scroll", () => {
    onMove();
    view.requestMeasure({ key: tellVisible, read: tellVisible });
  }, { passive: true });

  return {
    /** Shows a source: as it was left, or with this text when it is new or was changed elsewhere. */
    show(id, text) {
      if (shown !== undefined) states.set(shown, view.state);
      shown = id;
      const known = states.get(id);
      view.setState(known && (text === undefined || known.doc.toString() === text) ? known : fresh(text ?? ""));
      states.set(id, view.state);
      view.requestMeasure({ key: tellVisible, read: tellVisible });
      onMove();
    },
    /** Forgets a source. */
    forget(id) {
      states.delete(id);
      if (shown === id) shown = undefined;
    },
    text: () => view.state.doc.toString(),
    /** Applies edits: an array, as JSON, of places and texts. */
    edit(json) {
      view.dispatch({ changes: changes(view.state.doc, JSON.parse(json)), scrollIntoView: true, userEvent: "input.fix" });
    },
    clear() {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length }, userEvent: "delete" });
      view.focus();
    },
    /** Draws markers: an array, as JSON, of problems. */
    mark(json) {
      const { doc } = view.state;
      const diagnostics = JSON.parse(json).filter(({ place }) => place).map((problem) => ({
        ...firstLine(doc, problem.place),
        severity: problem.severity,
        source: problem.code,
        message: problem.help ? `${problem.message}\n${problem.help}` : problem.message,
        actions: problem.fixes.map(({ title, edits }) => ({
          name: title,
          apply: (target) => target.dispatch({ changes: changes(target.state.doc, edits), userEvent: "input.fix" }),
        })),
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    /** Lights lines, given in ascending order. */
    light(lines) {
      const { doc } = view.state;
      const known = Array.from(lines).filter((line) => line >= 1 && line <= doc.lines);
      view.dispatch({ effects: setLit.of(Decoration.set(known.map((line) => litLine.range(doc.line(line).from)))) });
    },
    /** Where the middle of a line stands, in pixels below the top of the editor. */
    middle(line) {
      const { doc } = view.state;
      const block = view.lineBlockAt(doc.line(Math.max(1, Math.min(line, doc.lines))).from);
      return view.documentTop + block.top + block.height / 2 - host.getBoundingClientRect().top;
    },
    reveal(line, column, endLine, endColumn) {
      const { from, to } = range(view.state.doc, { line, column, endLine, endColumn });
      view.focus();
      view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
    scrollTo(line) {
      view.dispatch({ effects: EditorView.scrollIntoView(offset(view.state.doc, line, 1), { y: "center" }) });
    },
    nextProblem() {
      view.focus();
      nextDiagnostic(view);
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
