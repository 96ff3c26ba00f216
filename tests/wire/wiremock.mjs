// WireMock plays both platforms: an HTTP server that none of us wrote, and that can break its answers byte by byte.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const build = join(dirname(createRequire(import.meta.url).resolve('wiremock/package.json')), 'build')
const jar = join(build, readdirSync(build).find((name) => name.endsWith('.jar')))

/** Starts a server on a free port of loopback. */
export async function startWireMock() {
  const options = ['-jar', jar, '--port', '0', '--bind-address', '127.0.0.1', '--disable-banner']
  const child = spawn('java', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  const address = `http://127.0.0.1:${await port(child)}`
  const admin = async (path, body) => {
    const answer = await fetch(`${address}/__admin/${path}`, { method: body ? 'POST' : 'GET', body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.headers.get('content-type')?.includes('json') ? answer.json() : undefined
  }
  return {
    address,
    reset: () => admin('reset', {}),
    stub: (mapping) => admin('mappings', mapping),
    /** What arrived, oldest first: `{ method, url, headers, body }`. */
    journal: async () =>
      (await admin('requests')).requests.map(({ request }) => request).sort((a, b) => a.loggedDate - b.loggedDate),
    stop: () => {
      child.kill()
      return once(child, 'exit')
    },
  }
}

function port(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      const found = text.match(/port:\s+(\d+)/)
      if (found) resolve(found[1])
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`WireMock ended with ${code}: ${text}`)))
  })
}
