// Fetches the part of the Wasm that does not travel first, when a function of it is called.
//
// Its caller waits for an answer and cannot be suspended, so it is fetched synchronously: in the worker, where the engine
// runs. A window may not ask synchronously for bytes, only for text, hence the detour of one character for each byte.

const FILE = new URL("./gatefold-web_rest.wasm", import.meta.url);

/** What is thrown when the rest cannot be had: no fault of the input. */
export class RestMissing extends Error {}

function bytes() {
  const request = new XMLHttpRequest();
  request.open("GET", FILE, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
  } catch (error) {
    throw new RestMissing(error.message);
  }
  if (request.status !== 200) throw new RestMissing(`${request.status} ${request.statusText}`);
  return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
}

globalThis.gatefoldRest = (first) => {
  const code = bytes();
  try {
    new WebAssembly.Instance(new WebAssembly.Module(code), { first });
  } catch (error) {
    // What came is no part of this page: it was cut short, or belongs to a page that was published since.
    const isForeign = error instanceof WebAssembly.LinkError || error instanceof WebAssembly.CompileError;
    throw isForeign ? new RestMissing(error.message) : error;
  }
};
