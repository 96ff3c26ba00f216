// What the bridge answers: recorded outputs of its verbs and of its admin API obey the JSON Schemas, and what is none is refused.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const url = (path) => new URL(`../../docs/${path}`, import.meta.url);
const read = (path) => JSON.parse(readFileSync(url(path), "utf8"));
const ajv = formats(new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }));
for (const name of ["conflict", "plan", "report", "status"])
  ajv.addSchema({ $id: `${name}.schema.json`, ...read(`schemas/${name}.schema.json`) });
const judge = (name) => ajv.getSchema(`${name}.schema.json`);

// Recorded by SchemaTests out of the running program; a file's name begins with its schema's.
const recorded = readdirSync(url("examples/outputs/")).filter((file) => file.endsWith(".json"));

test("every kind of output is recorded", () => {
  for (const name of ["conflict", "plan", "report", "status"])
    assert.ok(recorded.some((file) => file.startsWith(name)), name);
});

for (const file of recorded)
  test(`${file} obeys its schema`, () => {
    const valid = judge(file.split(".")[0].split("-")[0]);
    assert.ok(valid(read(`examples/outputs/${file}`)), ajv.errorsText(valid.errors));
  });

const mistakes = {
  "status.json": {
    "a state that is none": (status) => (status.state = "fine"),
    "a count below zero": (status) => (status.drift = -1),
    "no streams": (status) => delete status.streams,
    "a time that is none": (status) => (status.streams.stripe.lastReceivedAt = "yesterday"),
    "a success above one": (status) => (status.runFigures.successRate = 2),
  },
  "plan.json": {
    "another version": (plan) => (plan.version = 2),
    "an action that is none": (plan) => (plan.changes[0].action = "rename"),
    "a side that is none": (plan) => (plan.changes[0].side = "both"),
    "no brake": (plan) => delete plan.brake,
  },
  "conflict.json": {
    "a winner that is none": (conflict) => (conflict.winner = "nobody"),
    "no values": (conflict) => delete conflict.sanity,
  },
  "report.json": {
    "a state that is none": (report) => (report.state = "ok"),
    "a result that is none": (report) => (report.items[0].result = "skipped"),
    "a price without an id": (report) => delete report.items[0].prices[0].stripePriceId,
  },
};

for (const [file, makes] of Object.entries(mistakes))
  for (const [mistake, make] of Object.entries(makes))
    test(`${file}: ${mistake} is refused`, () => {
      const output = read(`examples/outputs/${file}`);
      make(output);
      assert.equal(judge(file.split(".")[0])(output), false);
    });
