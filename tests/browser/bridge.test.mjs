// People with two windows: what is edited in one shows in the other, without a reload.
// PICTURES=1 also takes the pictures of the documentation.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startDemo } from "./demo.mjs";

const patience = { timeout: 15_000 };
const viewport = { width: 1280, height: 820 };
let demo;
let browser;
let studio;
let dashboard;

before(async () => {
  demo = await startDemo();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Chromium's own walls need rights that a container's root does not have; it only sees loopback here.
    args: ["--no-sandbox"],
  });
  studio = await browser.newPage({ viewport });
  dashboard = await browser.newPage({ viewport });
  await dashboard.goto(demo.stripe);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function open(id) {
  await studio.goto(`${demo.sanity}/#${id}`);
  // Another document's form may still stand there: going to a fragment loads nothing.
  await studio.locator(`[data-document="${id}"]`).waitFor(patience);
}

async function picture(page, name) {
  if (!process.env.PICTURES) return;
  const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}

test("a name published in the Studio shows in the Dashboard", async () => {
  await open("mug-harbour");
  await studio.getByTestId("field-name").fill("Harbour mug, blue");
  await studio.getByTestId("publish").click();
  const title = dashboard.getByTestId("sanity_mug-harbour-title").getByText("Harbour mug, blue", { exact: true });
  await title.waitFor(patience);
  await title.scrollIntoViewIfNeeded();
  await picture(studio, "studio");
  await picture(dashboard, "dashboard");
});

test("a description saved in the Dashboard shows in the Studio", async () => {
  await open("gooseneck-kettle");
  await dashboard.getByTestId("sanity_gooseneck-kettle-description").fill("Finance says: one litre.");
  await dashboard.getByTestId("sanity_gooseneck-kettle-description-save").click();
  await studio.waitForFunction(
    () => document.querySelector('[data-testid="field-description"]')?.value === "Finance says: one litre.",
    undefined,
    patience,
  );
});

test("an amount changed in the Dashboard shows in the same price document", async () => {
  await open("course-brewing-seat");
  const id = await value("field-stripePriceId");
  await dashboard.getByTestId(`${id}-amount`).fill("7300");
  await dashboard.getByTestId(`${id}-amount-save`).click();
  await studio.waitForFunction(
    () => document.querySelector('[data-testid="field-unitAmount"]')?.value === "7300",
    undefined,
    patience,
  );
  assert.notEqual(await value("field-stripePriceId"), id);
});

test("an amount published in the Studio shows as a new price in the Dashboard, and the old one is archived", async () => {
  await open("course-sensory-seat");
  const old = await value("field-stripePriceId");
  await studio.getByTestId("field-unitAmount").fill("9900");
  await studio.getByTestId("publish").click();
  await dashboard.getByTestId(`${old}-state`).getByText("archived").waitFor(patience);
  await studio.waitForFunction(
    (before) => document.querySelector('[data-testid="field-stripePriceId"]')?.value !== before,
    old,
    patience,
  );
  const now = await value("field-stripePriceId");
  assert.match(await dashboard.getByTestId(`${now}-money`).textContent(), /99\.00 EUR/);
});

// The form is filled after it is drawn; an empty id is one that has not been read.
async function value(field) {
  const input = studio.getByTestId(field);
  await studio.waitForFunction(
    (name) => document.querySelector(`[data-testid="${name}"]`)?.value,
    field,
    patience,
  );
  return input.inputValue();
}
