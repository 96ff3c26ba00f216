// The real program, as it is built, in processes of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const configuration = process.env.CONFIGURATION ?? 'Release'
const program = fileURLToPath(
  new URL(`../../src/SanityStripeBridge/bin/${configuration}/net10.0/bridge.dll`, import.meta.url),
)
if (!existsSync(program)) throw new Error(`There is no ${program}: dotnet build --configuration ${configuration}`)

export const secrets = { stripe: 'whsec_wire', sanity: 'wire-secret' }

/** A fresh installation whose both platforms are at one address; `remove()` forgets it. */
export function install(address) {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-wire-'))
  const environment = {
    ...process.env,
    STRIPE_SECRET_KEY: 'sk_test_wire',
    STRIPE_API_BASE: address,
    STRIPE_WEBHOOK_SECRET: secrets.stripe,
    SANITY_PROJECT_ID: 'demoproj',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'sk-wire',
    SANITY_API_BASE: address,
    SANITY_WEBHOOK_SECRET: secrets.sanity,
    BRIDGE_STORE: `sqlite:${join(folder, 'bridge.db')}`,
    BRIDGE_SCHEDULE_CATCHUP: 'off',
    BRIDGE_SCHEDULE_VALIDATE: 'off',
    BRIDGE_SCHEDULE_FULL: 'off',
    DOTNET_NOLOGO: '1',
  }
  const start = (args) => spawn('dotnet', [program, ...args], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  return {
    run: (...args) => finish(start(args)),
    serve: () => serve(start),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** `{ code, json, log }`: the exit code, the one document on standard output, standard error. */
async function finish(child) {
  const [output, log] = [gather(child.stdout), gather(child.stderr)]
  const [code, signal] = await once(child, 'close')
  if (signal) throw new Error(`the bridge was ended by ${signal}: ${log()}`)
  return { code, json: output().trim() ? JSON.parse(output()) : undefined, log: log() }
}

async function serve(start) {
  const url = `http://127.0.0.1:${await freePort()}`
  const child = start(['serve', '--urls', url])
  const log = [gather(child.stdout), gather(child.stderr)]
  const said = () => log.map((read) => read()).join('')
  const ended = once(child, 'close')
  await until('the service is ready', async () => {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}: ${said()}`)
    return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok
  })
  return {
    url,
    log: said,
    isAlive: async () => child.exitCode === null && (await fetch(`${url}/healthz`)).ok,
    /** Answers the exit code. */
    stop: async () => {
      child.kill('SIGTERM')
      return (await ended)[0]
    },
  }
}

/** Asks again and again until the answer is true. */
export async function until(what, ask, patience = 60_000) {
  const end = Date.now() + patience
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`not within ${patience / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function gather(stream) {
  const chunks = []
  stream.on('data', (chunk) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
