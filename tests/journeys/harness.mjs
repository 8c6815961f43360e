// What every journey stands on: a real Chromium with the page open, and four promises that are checked at the end of
// each journey whatever it does: the Content-Security-Policy was never violated, no other origin was ever asked, nothing
// was thrown or logged as an error, and the page's own thread never waited for the rest of the engine.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const url = process.env.GATEFOLD_URL;
const executablePath = process.env.GATEFOLD_CHROMIUM;
const screenshots = process.env.GATEFOLD_SCREENSHOTS;
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Whether an address is that of the part of the Wasm that does not travel first. */
const isRest = (address) => address.endsWith("/gatefold-web_rest.wasm");

let browser;

before(async () => {
  assert.ok(url && executablePath, "run the journeys by `cargo xtask test journeys`");
  // Chromium's sandbox does not work for root, and the shared memory of containers is too small for it.
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
});

after(async () => {
  await browser?.close();
});

/**
 * One journey: the page is open, in its own fresh profile.
 *
 * @param {string} name - a sentence that says what the person can do
 * @param {(t: Journey) => Promise<void>} walk
 * @param {{width?: number, height?: number, theme?: "light" | "dark", path?: string, ready?: string, permissions?: string[]}} [options]
 *   `path` is appended to the address (a fragment, a query); `ready` is the selector that must be visible before the
 *   journey begins
 */
export function journey(name, walk, { width = 1440, height = 900, theme = "light", path = "", ready = "main", permissions = [] } = {}) {
  test(name, { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, permissions });
    try {
      const journey = new Journey(context);
      await journey.open(path, ready);
      await walk(journey);
      await journey.assertKeptPromises();
    } finally {
      await context.close();
    }
  });
}

/** The page, and what was seen of it. */
class Journey {
  /** Addresses asked for since the page was loaded (cleared by `open`), the page's own included. */
  requests = [];
  #context;
  #foreign = [];
  #violations = [];
  #errors = [];

  constructor(context) {
    this.#context = context;
    // The context hears the requests of workers too.
    context.on("request", (request) => this.#onRequest(request.url()));
    context.on("weberror", (error) => this.#errors.push(String(error.error())));
    context.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(message.text());
    });
  }

  #onRequest(address) {
    this.requests.push(address);
    const own = address.startsWith(url) || address.startsWith("data:") || address.startsWith(`blob:${url}`);
    if (!own) this.#foreign.push(address);
  }

  /** Opens the page anew (in the same profile, so with its draft) and waits for `ready`. */
  async open(path = "", ready = "main") {
    await this.page?.close();
    this.page = await this.#context.newPage();
    await this.page.exposeFunction("reportViolation", (violation) => this.#violations.push(violation));
    await this.page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
        globalThis.reportViolation(`${violatedDirective} blocked ${blockedURI} (${sourceFile}:${lineNumber})`);
      });
    });
    await this.page.goto(new URL(path, url).href, { waitUntil: "load" });
    await this.page.locator(ready).first().waitFor();
    await this.page.waitForLoadState("networkidle");
    this.requests.length = 0;
  }

  /** Fails on what axe calls serious or critical; `where` narrows it to a part of the page. */
  async assertAccessible(where = "html") {
    // Evaluated, not added as an element: the policy refuses inline scripts, as it should.
    await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate((selector) => globalThis.axe.run(selector), where);
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const told = grave.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`);
    assert.equal(told.length, 0, `axe found:\n${told.join("\n")}`);
  }

  /**
   * Does something and tells which tasks of the page's main thread took over 50 ms meanwhile, as their durations.
   *
   * @param {() => Promise<void>} act
   * @returns {Promise<number[]>}
   */
  async longTasks(act) {
    await this.page.evaluate(() => {
      globalThis.longTasks = [];
      const note = (list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration));
      globalThis.longTaskObserver = new PerformanceObserver(note);
      globalThis.longTaskObserver.observe({ type: "longtask" });
    });
    await act();
    return this.page.evaluate(async () => {
      // An entry arrives after its task: let the queue run dry once.
      await new Promise((resolve) => setTimeout(resolve, 100));
      const note = globalThis.longTaskObserver.takeRecords().map(({ duration }) => duration);
      globalThis.longTaskObserver.disconnect();
      return [...globalThis.longTasks, ...note];
    });
  }

  /** Fails when the page asked for anything since it was loaded: it works alone. */
  assertNoRequestSinceLoad() {
    assert.deepEqual(this.requests, [], "the page asked for something after it was loaded");
  }

  /** Fails when the page asked for anything else than, at most once, the rest of the engine. */
  assertNothingButTheRestSinceLoad() {
    assert.deepEqual(this.requests.filter((address) => !isRest(address)), [], "the page asked for something after it was loaded");
    assert.ok(this.requests.length <= 1, "the rest of the engine was fetched again");
  }

  /** How often the engine fetched its rest since its worker started. */
  async restFetches() {
    const fetched = (worker) => worker.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const all = await Promise.all(this.page.workers().map(fetched));
    return all.flat().filter(isRest).length;
  }

  /** Saves a picture to look at, where GATEFOLD_SCREENSHOTS names a folder. */
  async picture(name) {
    if (!screenshots) return;
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: `${screenshots}/${name}.png` });
  }

  /** Forgets what was broken so far; only the harness's own journeys have a use for this. */
  forgive() {
    for (const seen of [this.#violations, this.#foreign, this.#errors]) seen.length = 0;
  }

  /** The three promises; every journey ends with them. */
  async assertKeptPromises() {
    assert.deepEqual(this.#violations, [], "the Content-Security-Policy was violated");
    assert.deepEqual(this.#foreign, [], "another origin was asked");
    assert.deepEqual(this.#errors, [], "an error was thrown or logged");
    const fetched = await this.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    assert.ok(!fetched.some(isRest), "the page's own thread waited for the rest of the engine");
  }
}
