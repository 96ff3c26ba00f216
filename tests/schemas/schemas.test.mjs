// The published JSON Schemas are judged by ajv: the shipped catalogue obeys, and what people get wrong is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const read = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
const ajv = formats(new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }));
const seed = ajv.compile(read("docs/schemas/seed.schema.json"));
const catalogue = read("src/SanityStripeBridge/Cli/Demo/catalogue.json");

const mug = (price) => ({
  version: 1,
  products: [{ key: "mug", name: "Mug", prices: [{ key: "eur", currency: "eur", type: "one_time", unitAmount: 1900, ...price }] }],
});

test("the shipped catalogue is a valid seed file", () => {
  assert.ok(seed(catalogue), ajv.errorsText(seed.errors));
});

test("the shipped catalogue has a real shop's variety", () => {
  const prices = catalogue.products.flatMap((product) => product.prices);
  assert.ok(catalogue.products.length >= 40);
  assert.ok(prices.length >= 100);
  for (const currency of ["eur", "usd", "gbp", "sek", "jpy", "kwd"])
    assert.ok(prices.some((price) => price.currency === currency), currency);
  assert.ok(prices.some((price) => price.unitAmountDecimal === "12.5"));
  assert.ok(prices.some((price) => price.unitAmount === 0));
});

test("every key of the shipped catalogue is given once", () => {
  const ids = catalogue.products.flatMap((product) => [
    product.key,
    ...product.prices.map((price) => `${product.key}-${price.key}`),
  ]);
  assert.equal(new Set(ids).size, ids.length);
});

test("a small price is valid, and unknown keys may stand anywhere", () => {
  assert.ok(seed(mug({ note: "ours" })), ajv.errorsText(seed.errors));
});

const mistakes = {
  "an amount in euros with a decimal point": { unitAmount: 19.99 },
  "a currency in capital letters": { currency: "EUR" },
  "a one-time price with an interval": { interval: "month" },
  "a recurring price without an interval": { type: "recurring" },
  "two amounts at once": { unitAmountDecimal: "12.5" },
  "a decimal amount with a comma": { unitAmount: undefined, unitAmountDecimal: "12,5" },
  "a negative amount": { unitAmount: -1 },
};

for (const [mistake, price] of Object.entries(mistakes))
  test(`${mistake} is refused`, () => {
    assert.equal(seed(JSON.parse(JSON.stringify(mug(price)))), false);
  });
