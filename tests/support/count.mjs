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

// A pipeline shows only the end of what it heard: the reasons stand there again, the beginning of each.
const [reasonsShown, linesShown, lineLength] = [20, 15, 400];
const plain = (xml) =>
  xml.replace(/&#x([0-9A-Fa-f]+);/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, "&");
const reasons = (trx) =>
  [...trx.matchAll(/<UnitTestResult\b([^>]*[^>/])>(.*?)<\/UnitTestResult>/gs)]
    .filter(([, head]) => failures.has(head.match(/\boutcome="(\w+)"/)?.[1]))
    .map(([, head, body]) => {
      const message = plain(body.match(/<Message>(.*?)<\/Message>/s)?.[1] ?? "It left no message.").split("\n");
      return [plain(head.match(/\btestName="([^"]*)"/)[1]), ...message.slice(0, linesShown).map((line) => `    ${line.slice(0, lineLength)}`)].join("\n");
    });

const [folder, broken] = [process.argv[2], Number(process.argv[3] ?? 0)];
const files = readdirSync(folder).sort();
const told = files.filter((name) => extname(name) === ".trx").flatMap((name) => reasons(readFileSync(join(folder, name), "utf8")));
for (const reason of told.slice(0, reasonsShown)) console.log(`${reason}\n`);
if (told.length > reasonsShown) console.log(`and ${told.length - reasonsShown} more that failed\n`);
let [passed, failed, empty] = [0, 0, 0];
for (const file of files) {
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
