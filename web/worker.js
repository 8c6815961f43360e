// The engine's worker: the same Wasm module as the page, handed over compiled, so that it is fetched and compiled once.
//
// The first message is `{module: WebAssembly.Module}`; the answer is `{ready: true}` or `{failed: "why"}`. Every later
// message goes to the exported function `engine_receive`, in the order of arrival, also when it arrives before the
// module is ready. The engine posts its answers itself.

import init, { engine_receive } from "./gatefold-web.js";

let ready;

self.onmessage = async ({ data }) => {
  if (ready === undefined) {
    ready = init({ module_or_path: data.module });
    try {
      await ready;
      self.postMessage({ ready: true });
    } catch (error) {
      self.postMessage({ failed: String(error) });
    }
    return;
  }
  await ready;
  engine_receive(data);
};
