// The mapping file's JSON Schema: every example obeys, and what people get wrong is refused.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";

const root = new URL("../../docs/", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
const mapping = ajv.compile(read("schemas/mapping.schema.json"));
const examples = readdirSync(new URL("examples/mapping/", root));

test("there is an example of every price shape", () => {
  assert.deepEqual(examples.sort(), ["add-on.json", "organisation-plan.json", "plan.json", "role-tier.json", "set-up-fee.json"]);
});

for (const example of examples)
  test(`${example} is a valid mapping file`, () => {
    assert.ok(mapping(read(`examples/mapping/${example}`)), ajv.errorsText(mapping.errors));
  });

test("the shipped schema with another id field is a valid mapping file", () => {
  const file = { version: 1, companionPrefix: "other", products: [{ type: "product", shipped: true, id: "otherStripeId" }] };
  assert.ok(mapping(file), ajv.errorsText(mapping.errors));
});

const mistakes = {
  "no version": (file) => delete file.version,
  "an unknown key": (file) => (file.produkts = []),
  "an unknown field": (file) => (file.products[0].fields.nmae = "title"),
  "an unknown field of a price": (file) => (file.products[0].prices[0].unitAmonut = "amount"),
  "a price without an id": (file) => delete file.products[0].prices[0].id,
  "a locale without the transform": (file) => delete file.products[0].fields.name.transform,
  "a transform that is none": (file) => (file.products[0].fields.name.transform = "upper"),
  "a source of two kinds": (file) => (file.products[0].fields.name.const = "x"),
  "a path with a slash": (file) => (file.products[0].fields.active = "on/sale"),
};

for (const [mistake, make] of Object.entries(mistakes))
  test(`${mistake} is refused`, () => {
    const file = read("examples/mapping/plan.json");
    make(file);
    assert.equal(mapping(file), false);
  });
