// The review of an adoption and an exported catalogue: the examples obey their JSON Schemas, and what people get wrong is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const read = (path) => JSON.parse(readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8"));
const ajv = formats(new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }));
const seed = ajv.compile(read("schemas/seed.schema.json"));
const review = ajv.compile(read("schemas/review.schema.json"));

test("an exported catalogue is a valid seed file", () => {
  assert.ok(seed(read("examples/seed/exported.json")), ajv.errorsText(seed.errors));
});

test("the example of a review is valid", () => {
  assert.ok(review(read("examples/review/open.json")), ajv.errorsText(review.errors));
});

const mistakes = {
  "another version": (file) => (file.version = 2),
  "no list": (file) => delete file.undecided,
  "a choice that is a number": (file) => (file.undecided[0].choice = 1),
  "an empty choice": (file) => (file.undecided[0].choice = ""),
  "an entry without a document": (file) => delete file.undecided[0].sanityId,
  "a type that is none": (file) => (file.undecided[0].type = "plan"),
  "a candidate without an id": (file) => delete file.undecided[0].candidates[0].stripeId,
};

for (const [mistake, make] of Object.entries(mistakes))
  test(`${mistake} is refused`, () => {
    const file = read("examples/review/open.json");
    make(file);
    assert.equal(review(file), false);
  });

const exported = {
  "a tier without end in words": (file) => (file.products[0].prices[0].tiers[1].upTo = "infinity"),
  "tiers beside an amount": (file) => (file.products[0].prices[0].unitAmount = 1),
  "a variant without a currency": (file) => delete file.products[0].variants[0].currency,
  "a currency twice as long": (file) => (file.products[1].prices[0].currencyOptions[0].currency = "usdusd"),
  "a mode that is none": (file) => (file.links.mode = "staging"),
};

for (const [mistake, make] of Object.entries(exported))
  test(`${mistake} is refused`, () => {
    const file = read("examples/seed/exported.json");
    make(file);
    assert.equal(seed(file), false);
  });
