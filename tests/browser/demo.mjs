import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../src/SanityStripeBridge", import.meta.url));

/** Starts the demo as it is built; answers the addresses it tells, as `{ stripe, sanity, bridge, stop }`. */
export async function startDemo() {
  const options = ["run", "--project", project, "--configuration", "Release", "--no-build", "--", "demo", "--json"];
  const child = spawn("dotnet", options, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  // `dotnet run` is the parent of the demo: the signal goes to the whole group.
  const stop = () => {
    process.kill(-child.pid, "SIGTERM");
    return ended;
  };
  return { ...(await addresses(child)), stop };
}

function addresses(child) {
  return new Promise((resolve, reject) => {
    let [output, log] = ["", ""];
    child.stderr.on("data", (chunk) => (log += chunk));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const document = output.match(/\{[^}]*\}/);
      if (document) resolve(JSON.parse(document[0]));
    });
    child.once("exit", (code) => reject(new Error(`the demo ended with ${code}: ${output}${log}`)));
  });
}
