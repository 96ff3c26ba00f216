import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

// As it is built: building it here would be building it once more, in another configuration.
const configuration = process.env.CONFIGURATION ?? 'Release'
const program = fileURLToPath(
  new URL(
    `../../src/SanityStripeBridge.Sandbox/bin/${configuration}/net10.0/SanityStripeBridge.Sandbox.dll`,
    import.meta.url,
  ),
)
if (!existsSync(program)) throw new Error(`There is no ${program}: dotnet build --configuration ${configuration}`)

/** Starts the sandbox on free ports; answers the addresses it prints, as `{ stripe, sanity, stop }`. */
export async function startSandbox(...options) {
  const child = spawn('dotnet', [program, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await firstLine(child)
  const addresses = Object.fromEntries(line.split(' ').map((part) => part.split('=')))
  const stop = () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    return ended
  }
  return { ...addresses, stop }
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      const line = text.split('\n').find((l) => l.startsWith('stripe=') || l.startsWith('sanity='))
      if (line && text.includes('\n')) resolve(line.trim())
    })
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${text}`)))
  })
}

/** A receiver on loopback; `next()` waits for the next request as `{ headers, body }`. */
export async function startReceiver() {
  const arrived = []
  const waiting = []
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      response.end()
      const received = { headers: request.headers, body: Buffer.concat(chunks) }
      const waiter = waiting.shift()
      if (waiter) waiter(received)
      else arrived.push(received)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    next: () => (arrived.length ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve))),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
