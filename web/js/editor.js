// The editor bridge: CodeMirror behind a few functions that the application calls.
//
// esbuild bundles this file into dist/editor.js, an ES module that web/boot.js imports lazily. `mount` expects an
// element *inside a shadow root*: there CodeMirror's styles become adopted style sheets, which the
// Content-Security-Policy allows; in the document they would be a <style> element, which it refuses.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap } from "@codemirror/language";
import { lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";

// Colours are the page's, light or dark: custom properties and inherited values cross the border of a shadow root.
const theme = EditorView.theme({
  "&": { color: "inherit", backgroundColor: "transparent" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  ".cm-content": { caretColor: "currentColor" },
  ".cm-cursor": { borderLeftColor: "currentColor" },
  ".cm-gutters": { color: "inherit", backgroundColor: "transparent", border: "none" },
});

/**
 * Puts an editor into `host`.
 *
 * @param {Element} host - an element inside a shadow root
 * @param {{doc?: string, label: string, readOnly?: boolean, onChange?: (doc: string) => void}} options
 * @returns {{doc: () => string, setDoc: (doc: string) => void, focus: () => void, destroy: () => void}}
 */
export function mount(host, { doc = "", label, readOnly = false, onChange = () => {} }) {
  const view = new EditorView({
    parent: host,
    root: host.getRootNode(),
    state: EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        yaml(),
        theme,
        keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    doc: () => view.state.doc.toString(),
    setDoc: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
