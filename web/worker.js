// The engine's worker: the same Wasm module as the page, handed over compiled, so that it is fetched and compiled once.
//
// The first message is `{module: WebAssembly.Module}`. Every later one goes to the exported function `engine_receive`, in
// the order of arrival, also when it arrives before the module is ready. The engine posts its answers itself. When it
// cannot go on, `{crashed: true}` is posted, or `{missing: true}` where a part of it could not be fetched: the page decides
// when to start another worker.

import init, { engine_receive } from "./gatefold-web.js";
import { RestMissing } from "./rest.js";

self.gatefold = {
  /** The text of a file of this site. */
  fetchText: async (path) => {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  },
};

let ready;
let isStopped = false;

// What was thrown has left the engine in the middle of its work: it is asked nothing more, and only the first reason counts.
const stop = (why) => {
  if (isStopped) return;
  isStopped = true;
  self.postMessage(why instanceof RestMissing ? { missing: true } : { crashed: true });
};

self.onmessage = async ({ data }) => {
  try {
    ready ??= init({ module_or_path: data.module });
    await ready;
    if (Array.isArray(data) && !isStopped) engine_receive(data);
  } catch (error) {
    stop(error);
  }
};

// What the engine does later, when the browser's store has answered, has no caller to catch for it.
// `true`, and `preventDefault`: the page hears of it once.
self.onerror = (_message, _file, _line, _column, error) => {
  stop(error);
  return true;
};
self.onunhandledrejection = (event) => {
  event.preventDefault();
  stop(event.reason);
};
