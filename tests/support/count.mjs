// Adds up what ran: .trx of dotnet test, TAP of node:test, the JSON of the demo's tour. The last line is the verdict.
// Usage: node count.mjs <folder> <number of things that broke outside of any test>
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";

const failures = new Set(["Failed", "Error", "Timeout", "Aborted"]);

const readers = {
  ".trx": (text) => {
    const outcomes = [...text.matchAll(/<UnitTestResult\b[^>]*?\boutcome="(\w+)"/g)].map((match) => match[1]);
    return {
      passed: outcomes.filter((outcome) => outcome === "Passed").length,
      failed: outcomes.filter((outcome) => failures.has(outcome)).length,
    };
  },
  // Only the innermost points are tests: a file or suite that holds others repeats their result.
  ".tap": (text) => {
    const number = (name) => Number(text.match(new RegExp(`^# ${name} (\\d+)$`, "m"))?.[1] ?? 0);
    return { passed: number("pass"), failed: number("fail") + number("cancelled") };
  },
  ".json": (text) => {
    const checks = text.trim().startsWith("{") ? (JSON.parse(text).checks ?? []) : [];
    return {
      passed: checks.filter((check) => check.held).length,
      failed: checks.filter((check) => !check.held).length,
    };
  },
};

const [folder, broken] = [process.argv[2], Number(process.argv[3] ?? 0)];
let [passed, failed, empty] = [0, 0, 0];
for (const file of readdirSync(folder).sort()) {
  const read = readers[extname(file)];
  if (!read) continue;
  const group = read(readFileSync(join(folder, file), "utf8"));
  console.log(`${basename(file)}: ${group.passed} passed, ${group.failed} failed`);
  passed += group.passed;
  failed += group.failed;
  // A group that ran nothing proves nothing.
  if (group.passed + group.failed === 0) empty += 1;
}
// What broke without a failed test to show for it (a crash, a missing tool) counts as one.
if (failed === 0) failed += Math.max(broken, empty);
if (passed + failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
