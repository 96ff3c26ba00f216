import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Stripe from 'stripe'
import { startReceiver, startSandbox } from './sandbox.mjs'

let sandbox, receiver, stripe

const connect = (key) => {
  const { hostname, port } = new URL(sandbox.stripe)
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
}

const control = (path, body) =>
  fetch(`${sandbox.stripe}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then((answer) => answer.json())

before(async () => {
  receiver = await startReceiver()
  sandbox = await startSandbox()
  stripe = connect('sk_test_sandbox')
})

after(async () => {
  await sandbox?.stop()
  await receiver?.stop()
})

test('a product is created, read, changed, archived and deleted', async () => {
  const made = await stripe.products.create({ name: 'Mug', metadata: { color: 'red' }, images: ['https://a.example/b.png'] })
  assert.match(made.id, /^prod_\w{14}$/)
  const changed = await stripe.products.update(made.id, { description: 'Blue & "white"', metadata: { color: '', size: 'L' } })
  assert.equal(changed.description, 'Blue & "white"')
  assert.deepEqual({ ...changed.metadata }, { size: 'L' })
  assert.equal((await stripe.products.update(made.id, { active: false })).active, false)
  assert.equal((await stripe.products.retrieve(made.id)).active, false)
  assert.equal((await stripe.products.del(made.id)).deleted, true)
  await assert.rejects(stripe.products.retrieve(made.id), { type: 'StripeInvalidRequestError', statusCode: 404, code: 'resource_missing' })
})

test('default_price_data makes a price, and expansion shows it', async () => {
  const made = await stripe.products.create({
    name: 'Tin',
    default_price_data: { currency: 'eur', unit_amount: 1999, currency_options: { usd: { unit_amount: 2199 } } },
    expand: ['default_price.currency_options'],
  })
  assert.equal(made.default_price.unit_amount, 1999)
  assert.deepEqual(Object.keys(made.default_price.currency_options), ['eur', 'usd'])
})

test('the three calls of an amount change end in one active price that has the lookup key', async () => {
  const product = await stripe.products.create({ name: 'Tea' })
  const old = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 1850, lookup_key: 'tea-usd' })
  await stripe.products.update(product.id, { default_price: old.id })
  await assert.rejects(stripe.prices.update(old.id, { active: false }), /default price of its product/)
  const next = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1950,
    lookup_key: 'tea-usd',
    transfer_lookup_key: true,
  })
  await stripe.products.update(product.id, { default_price: next.id })
  await stripe.prices.update(old.id, { active: false })
  const active = await stripe.prices.list({ product: product.id, active: true })
  assert.deepEqual(active.data.map((p) => [p.id, p.lookup_key]), [[next.id, 'tea-usd']])
})

test('automatic pagination walks a long list once, newest first', async () => {
  const product = await stripe.products.create({ name: 'Many prices' })
  const made = []
  for (let n = 0; n < 25; n++)
    made.push((await stripe.prices.create({ product: product.id, currency: 'jpy', unit_amount: n })).id)
  const seen = []
  for await (const price of stripe.prices.list({ product: product.id, limit: 10 })) seen.push(price.id)
  assert.deepEqual(seen, made.reverse())
})

test('each refusal becomes its own error class', async () => {
  await assert.rejects(connect('sk_test_wrong').products.list(), { type: 'StripeAuthenticationError' })
  await assert.rejects(stripe.products.create({}), { type: 'StripeInvalidRequestError', code: 'parameter_missing', param: 'name' })
  await assert.rejects(stripe.products.create({ name: 'x', wat: 1 }), { code: 'parameter_unknown', param: 'wat' })
  await control('faults', { kind: 'respond', status: 429 })
  await assert.rejects(stripe.products.list(), { type: 'StripeRateLimitError' })
  await control('faults', { kind: 'respond', status: 500 })
  await assert.rejects(stripe.products.list(), { type: 'StripeAPIError' })
  await control('faults', { kind: 'dropAfter', times: 2 })
  await assert.rejects(stripe.products.list(), { type: 'StripeConnectionError' })
})

test('an idempotency key repeats the answer and refuses other parameters', async () => {
  const options = { idempotencyKey: 'key-1' }
  const first = await stripe.products.create({ name: 'Once' }, options)
  const second = await stripe.products.create({ name: 'Once' }, options)
  assert.equal(second.id, first.id)
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true')
  await assert.rejects(stripe.products.create({ name: 'Twice' }, options), { type: 'StripeIdempotencyError' })
})

test('a webhook is signed so that the client can construct its event, and the event can be listed', async () => {
  const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['product.updated'] })
  const product = await stripe.products.create({ name: 'Watched' })
  await stripe.products.update(product.id, { name: 'Seen' }, { idempotencyKey: 'rename-1' })
  const { body, headers } = await receiver.next()
  const event = stripe.webhooks.constructEvent(body, headers['stripe-signature'], endpoint.secret)
  assert.equal(event.type, 'product.updated')
  assert.equal(event.data.object.name, 'Seen')
  assert.equal(event.data.previous_attributes.name, 'Watched')
  assert.equal(event.request.idempotency_key, 'rename-1')
  assert.throws(() => stripe.webhooks.constructEvent(body, headers['stripe-signature'], 'whsec_other'))
  const listed = await stripe.events.list({ types: ['product.updated'], limit: 1 })
  assert.equal(listed.data[0].id, event.id)
  assert.equal((await stripe.events.retrieve(event.id)).data.object.name, 'Seen')
  assert.equal((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret, undefined)
  assert.equal((await stripe.webhookEndpoints.del(endpoint.id)).deleted, true)
})

test("a person's amount change is told in order and without a key", async () => {
  const product = await stripe.products.create({ name: 'Coffee', default_price_data: { currency: 'usd', unit_amount: 900 } })
  await control('act', { do: 'change_amount', id: product.default_price, unit_amount: 950 })
  const { data } = await stripe.events.list({ limit: 3 })
  assert.deepEqual(data.map((e) => e.type).reverse(), ['price.created', 'product.updated', 'price.updated'])
  assert.ok(data.every((e) => e.request.id && e.request.idempotency_key === null))
})

test('search finds what was written a while ago, page by page', async () => {
  for (const name of ['Search one', 'Search two', 'Search three'])
    await stripe.products.create({ name, metadata: { shelf: 's1' } })
  const query = "active:'true' AND metadata['shelf']:'s1'"
  assert.equal((await stripe.products.search({ query })).data.length, 0)
  await control('clock', { advanceSeconds: 60 })
  const names = []
  for await (const product of stripe.products.search({ query, limit: 2 })) names.push(product.name)
  assert.deepEqual(names, ['Search three', 'Search two', 'Search one'])
  const counted = await stripe.products.search({ query, limit: 1, expand: ['total_count'] })
  assert.equal(counted.total_count, 3)
  await assert.rejects(stripe.products.search({ query: "foo:'bar'" }), /unsupported search field for resource `products`/)
})

test('an id of the other mode is missing, and the client is told why', async () => {
  const { id } = await stripe.products.create({ name: 'Test only' })
  await assert.rejects(connect('sk_live_sandbox').products.retrieve(id), (error) => {
    assert.equal(error.code, 'resource_missing')
    assert.match(error.message, /a similar object exists in test mode, but a live mode key was used/)
    return true
  })
})

test('the feed is walked forward from the last event that was seen', async () => {
  const { id } = await stripe.products.create({ name: 'Fed' })
  const [seen] = (await stripe.events.list({ type: 'product.*', limit: 1 })).data
  for (const name of ['a', 'b', 'c']) await stripe.products.update(id, { name })
  const names = []
  for await (const event of stripe.events.list({ type: 'product.*', ending_before: seen.id, limit: 1 }))
    names.push(event.data.object.name)
  assert.deepEqual(names, ['a', 'b', 'c'])
})

test('the account of the key can be asked for', async () => {
  assert.match((await stripe.accounts.retrieve()).id, /^acct_/)
})
