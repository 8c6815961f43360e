// Starts the page: the application (Rust) and, beside it, the editor (JavaScript).
//
// Nothing here is inline in index.html, because the Content-Security-Policy forbids it. The editor is not imported by
// the Wasm module's glue: the worker loads the same glue and must not load an editor. It is offered to the page as
// `gatefold.loadEditor()` instead, which the application awaits when it wants one; until then a plain textarea does.

import init from "./gatefold-web.js";
import "./rest.js";

let editor;

/** Saves parts as a file. */
function save(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The download has begun: it holds what it needs.
  URL.revokeObjectURL(address);
}

/** Says in a code's dialog, which is being drawn, that what reads its page did not arrive. */
function noPage() {
  requestAnimationFrame(() => document.getElementById("code-page")?.replaceChildren("This page could not be fetched. Try again with a network."));
}

globalThis.gatefold = {
  /** The module editor.js. It is fetched once; after a failure the next call tries again. */
  loadEditor() {
    editor ??= import("./editor.js").catch((error) => {
      editor = undefined;
      throw error;
    });
    return editor;
  },
  /** Puts the page of a finding's code into its dialog, which is being drawn. */
  readPage: (code) => void import("./reader.js").then(({ readPage }) => readPage(code), noPage),
  /** Saves a text as a file. */
  saveText: async (name, text) => save(name, [text], "text/plain;charset=utf-8"),
  /** Saves names and texts, in turns, as a zip; refused where the script that makes it cannot be fetched. */
  saveZip: async (name, files) => {
    const { zipOf } = await import("./zip.js");
    save(name, zipOf(files), "application/zip");
  },
  /** Scrolls table and picture of the traffic to the rule that the request leads to, once they are drawn. */
  showCurrent: () => {
    setTimeout(() => {
      for (const part of ["tr", "g"]) document.querySelector(`#shelf-panel ${part}[data-current]`)?.scrollIntoView({ block: "center" });
    }, 50);
  },
};

// Fetched while the Wasm compiles. A failure is told to whoever asks for the editor, later.
globalThis.gatefold.loadEditor().catch(() => {});

init().catch((error) => {
  const status = document.getElementById("boot");
  if (status) {
    status.setAttribute("role", "alert");
    status.textContent = `Gatefold could not start: ${error.message ?? error}. Reload the page to try again.`;
  }
  throw error;
});
