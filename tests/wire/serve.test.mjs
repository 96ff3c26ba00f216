// The service over a broken wire: what is delivered is stored whatever the platforms do, and worked once they answer.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { install, secrets, until } from './bridge.mjs'
import { breakNext, breakages, play, price, product, routes } from './platforms.mjs'
import { startWireMock } from './wiremock.mjs'

const stripeIsFilled = routes({ stripe: { products: [product], prices: [price] }, sanity: [] })
const recorded = JSON.parse(readFileSync(new URL('../fixtures/stripe/events/product.updated.json', import.meta.url), 'utf8'))

let wiremock, installation, service

before(async () => {
  wiremock = await startWireMock()
})
after(() => wiremock?.stop())
beforeEach(async () => {
  await play(wiremock, stripeIsFilled)
  installation = install(wiremock.address)
  service = await installation.serve()
})
afterEach(async () => {
  if (!service) return
  const code = await service.stop()
  installation.remove()
  assert.equal(code, 0, service.log())
})

for (const [how, broken] of Object.entries(breakages)) {
  test(`an edit that is looked at over answers that are ${how} arrives once`, async () => {
    // More than the client tries in a row: the inbox has to try again.
    await breakNext(wiremock, stripeIsFilled.product, broken, 3)

    assert.equal(await deliver(), 200)

    await arrived()
    assert.ok(await service.isAlive())
    assert.equal((await transactions()).length, 1)
    assert.equal((await posts()).length, 0)
  })
}

test('while neither side answers, a delivery and its copy are stored, and the write that follows counts once', async () => {
  const broken = breakages['garbage instead of an answer']
  await breakNext(wiremock, stripeIsFilled.documents, broken, 3)
  await breakNext(wiremock, stripeIsFilled.product, broken, 3)
  await breakNext(wiremock, stripeIsFilled.mutate, broken, 1)

  assert.equal(await deliver(), 200)
  assert.equal(await deliver(), 200)

  assert.ok(await service.isAlive())
  await arrived()
  const distinct = new Set((await transactions()).map((sent) => JSON.parse(sent.body).transactionId))
  assert.equal(distinct.size, 1)
})

/** The recorded event about the product that Stripe has, signed as Stripe signs it. */
function deliver() {
  const body = JSON.stringify({ ...recorded, data: { ...recorded.data, object: { ...product, default_price: price.id } } })
  const t = Math.floor(Date.now() / 1000)
  const v1 = createHmac('sha256', secrets.stripe).update(`${t}.${body}`).digest('hex')
  const headers = { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${t},v1=${v1}` }
  return fetch(`${service.url}/api/stripe/webhook`, { method: 'POST', headers, body }).then((answer) => answer.status)
}

const arrived = () =>
  until('the edit is written to Sanity', async () => (await transactions()).length > 0).catch((late) => {
    throw new Error(`${late.message}\n${service.log()}`)
  })

const transactions = async () => (await wiremock.journal()).filter((request) => request.url.includes('/data/mutate/'))
const posts = async () =>
  (await wiremock.journal()).filter((request) => request.method === 'POST' && request.url.startsWith('/v1/'))
