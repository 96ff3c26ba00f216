// The alert that is posted to the operator: the example obeys its JSON Schema, and what a bridge must not send is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const read = (path) => JSON.parse(readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8"));
const ajv = formats(new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }));
const alert = ajv.compile(read("schemas/alert.schema.json"));
const example = () => read("examples/alert/held.json");

test("the example of an alert is valid", () => {
  assert.ok(alert(example()), ajv.errorsText(alert.errors));
});

test("an alert about several has no subject of its own", () => {
  assert.ok(alert({ ...example(), subject: null, subjects: ["mug", "cup"] }), ajv.errorsText(alert.errors));
});

const mistakes = {
  "another version": (body) => (body.version = 2),
  "an unknown kind": (body) => (body.kind = "sad"),
  "no message": (body) => delete body.message,
  "no subjects": (body) => (body.subjects = []),
  "a time that is none": (body) => (body.at = "soon"),
};

for (const [mistake, make] of Object.entries(mistakes))
  test(`${mistake} is refused`, () => {
    const body = example();
    make(body);
    assert.equal(alert(body), false);
  });
