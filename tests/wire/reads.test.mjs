// Reading over a broken wire: what passes is waited for, what stays is said, nothing is written, nothing crashes.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { install } from './bridge.mjs'
import { breakForGood, breakNext, breakages, dribbled, json, play, price, product, routes } from './platforms.mjs'
import { startWireMock } from './wiremock.mjs'

const stripeIsFilled = routes({ stripe: { products: [product], prices: [price] }, sanity: [] })

let wiremock, bridge, undisturbed

before(async () => {
  wiremock = await startWireMock()
  bridge = install(wiremock.address)
  await play(wiremock, stripeIsFilled)
  undisturbed = { result: await bridge.run('validate', '--json'), requests: await wiremock.journal() }
  bridge.remove()
})
after(() => wiremock?.stop())
beforeEach(async () => {
  bridge = install(wiremock.address)
  await play(wiremock, stripeIsFilled)
})
afterEach(() => bridge.remove())

test('validate finds the recorded product missing in Sanity', () => {
  assert.equal(undisturbed.result.code, 3, undisturbed.result.log)
  const ids = undisturbed.result.json.changes.map((change) => change.stripeId)
  assert.ok(ids.includes(product.id) && ids.includes(price.id), JSON.stringify(ids))
})

for (const [how, broken] of Object.entries(breakages)) {
  test(`an answer that first comes as ${how} is fetched until it is whole`, async () => {
    await breakNext(wiremock, stripeIsFilled.products, broken, 1)
    await breakNext(wiremock, stripeIsFilled.query, broken, 1)

    const result = await bridge.run('validate', '--json')

    await assertSame(result)
  })

  test(`an answer that is never anything but ${how} ends in a sentence and exit code 1`, async () => {
    await breakForGood(wiremock, stripeIsFilled.products, broken)

    const result = await bridge.run('plan', '--json')

    assert.equal(result.code, 1, result.log)
    assert.equal(result.json.error.code, 'platform')
    assert.match(result.json.error.message, /GET \/v1\/products/)
    assert.doesNotMatch(result.json.error.message + result.log, /sk_test_wire|sk-wire|   at /)
    await assertNothingWritten()
  })
}

test('an answer that trickles in is read to its end, without asking again', async () => {
  const [request, sound] = stripeIsFilled.products
  await wiremock.stub({ request, response: dribbled(sound), priority: 1 })

  const result = await bridge.run('validate', '--json')

  await assertSame(result)
  assert.equal((await wiremock.journal()).length, undisturbed.requests.length)
})

test('a redirect is not followed with the key: it is the operator who must look', async () => {
  await breakForGood(wiremock, stripeIsFilled.products, { status: 302, headers: { Location: `${wiremock.address}/elsewhere` } })

  const result = await bridge.run('validate', '--json')

  assert.equal(result.code, 1, result.log)
  assert.equal(result.json.error.code, 'operator')
  assert.ok((await wiremock.journal()).every((request) => request.url !== '/elsewhere'))
})

test('a refused key is asked about once', async () => {
  const refusal = { error: { message: 'Invalid API Key provided: sk_test_****wire', type: 'invalid_request_error' } }
  await breakForGood(wiremock, stripeIsFilled.account, json(refusal, 401))

  const result = await bridge.run('validate', '--json')

  assert.equal(result.code, 1)
  assert.equal(result.json.error.code, 'operator')
  assert.equal((await wiremock.journal()).length, 1)
})

test('more requests than the rate are sent again only after the time that was asked for', async () => {
  const [request] = stripeIsFilled.products
  const tooMany = { ...json({ error: { code: 'rate_limit', message: 'Too many', type: 'invalid_request_error' } }, 429) }
  await breakNext(wiremock, stripeIsFilled.products, { ...tooMany, headers: { ...tooMany.headers, 'Retry-After': '2' } }, 1)

  const result = await bridge.run('validate', '--json')

  await assertSame(result)
  const [first, second] = (await wiremock.journal()).filter((sent) => sent.url.startsWith(`${request.urlPath}?`))
  assert.ok(second.loggedDate - first.loggedDate >= 1900, `${second.loggedDate - first.loggedDate} ms`)
})

async function assertSame(result) {
  assert.equal(result.code, undisturbed.result.code, result.log)
  assert.deepEqual(result.json.counts, undisturbed.result.json.counts)
  assert.deepEqual(
    result.json.changes.map((change) => change.fields),
    undisturbed.result.json.changes.map((change) => change.fields),
  )
  await assertNothingWritten()
}

async function assertNothingWritten() {
  const writes = (await wiremock.journal()).filter((request) => request.method !== 'GET')
  assert.deepEqual(writes.map((request) => request.url), [])
}
