// The harness itself: a promise that is broken has to be noticed, or every other journey proves nothing.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";

/** Journeys end with this check; here it has to fail first. */
const assertBroken = async (t, pattern) => {
  await t.page.waitForTimeout(100);
  await assert.rejects(t.assertKeptPromises(), pattern);
  t.forgive();
};

journey("a violation of the policy is noticed", async (t) => {
  await t.page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await assertBroken(t, /Content-Security-Policy/);
});

journey("a request to another origin is noticed, though the policy stops it", async (t) => {
  await t.page.evaluate(() => fetch("http://127.0.0.1:9/").catch(() => {}));
  await assertBroken(t, /Content-Security-Policy|another origin/);
});

journey("an error that nobody caught is noticed", async (t) => {
  await t.page.evaluate(() => {
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  });
  await assertBroken(t, /nobody catches this/);
});

journey("a task of the main thread over 50 ms is noticed, a short one is not", async (t) => {
  const busy = (milliseconds) => t.page.evaluate((wait) => new Promise((resolve) => {
    setTimeout(() => {
      const end = performance.now() + wait;
      while (performance.now() < end);
      resolve();
    });
  }), milliseconds);
  assert.equal((await t.longTasks(() => busy(120))).filter((duration) => duration >= 115).length, 1);
  assert.deepEqual((await t.longTasks(() => busy(1))).filter((duration) => duration >= 115), []);
});
