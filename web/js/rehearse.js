// Opens the first example as the page does, under Node, with a copy of the Wasm in which every function leaves a mark when
// it is called. The marks are one byte each, from an offset in memory on; they are written to a file.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [glue, wasm, marks, offset, count] = process.argv.slice(2);
let answers = 0;
globalThis.postMessage = () => {
  answers += 1;
};
const { initSync, engine_rehearse } = await import(pathToFileURL(glue).href);
const { memory } = initSync({ module: readFileSync(wasm) });
const questions = engine_rehearse();
if (answers !== questions) throw new Error(`${answers} answers to ${questions} questions`);
writeFileSync(marks, new Uint8Array(memory.buffer, Number(offset), Number(count)));
