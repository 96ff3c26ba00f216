// Writing over a broken wire: whether a lost answer hides a done or an undone write, it is sent under the same key until
// it is known, and counts once.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { install } from './bridge.mjs'
import { alreadyCommitted, breakForGood, breakNext, breakages, mug, play, routes } from './platforms.mjs'
import { startWireMock } from './wiremock.mjs'

const sanityIsFilled = routes({ stripe: { products: [], prices: [] }, sanity: [mug] })

let wiremock, bridge

before(async () => {
  wiremock = await startWireMock()
})
after(() => wiremock?.stop())
beforeEach(async () => {
  bridge = install(wiremock.address)
  await play(wiremock, sanityIsFilled)
})
afterEach(() => bridge.remove())

test('an undisturbed sync makes the product in one call and writes its id in one transaction', async () => {
  const result = await bridge.run('sync', '--yes', '--json')

  assert.equal(result.code, 0, result.log)
  const { posts, transactions } = await written()
  assert.equal(posts.length, 1)
  assert.equal(transactions.length, 1)
  assert.match(decodeURIComponent(posts[0].body), /name=Enamel\+mug/)
  assert.match(transactions[0].body, /"stripeProductId":"sanity_product-mug"/)
})

for (const [how, broken] of Object.entries(breakages)) {
  test(`a product whose answer was ${how} is made once: same key, same parameters`, async () => {
    await breakNext(wiremock, sanityIsFilled.createProduct, broken, 2)

    const result = await bridge.run('sync', '--yes', '--json')

    assert.equal(result.code, 0, result.log)
    const { posts, transactions } = await written()
    assert.ok(posts.length >= 2, `${posts.length} requests`)
    assert.equal(distinct(posts.map(key)).length, 1)
    assert.equal(distinct(posts.map((post) => post.body)).length, 1)
    assert.equal(distinct(transactions.map(id)).length, 1)
  })

  test(`a transaction whose answer was ${how} is committed once: same id, and "already there" is a success`, async () => {
    await breakNext(wiremock, sanityIsFilled.mutate, broken, 1, alreadyCommitted)

    const result = await bridge.run('sync', '--yes', '--json')

    assert.equal(result.code, 0, result.log)
    const { posts, transactions } = await written()
    assert.equal(posts.length, 1)
    // A status of 200 says that it is committed, whatever becomes of the body behind it.
    const isAnswered = broken.status === 200 && !broken.fault
    assert.ok(transactions.length >= (isAnswered ? 1 : 2), `${transactions.length} requests`)
    assert.equal(distinct(transactions.map(id)).length, 1)
    assert.equal(distinct(transactions.map((sent) => sent.body)).length, 1)
  })
}

test('a product whose answer never comes is not made under a second key, by this run or the next', async () => {
  await breakForGood(wiremock, sanityIsFilled.createProduct, breakages['closed without a byte'])

  const first = await bridge.run('sync', '--yes', '--json')
  const lost = (await written()).posts
  await play(wiremock, sanityIsFilled)
  const second = await bridge.run('sync', '--yes', '--json')
  const { posts, transactions } = await written()

  assert.equal(first.code, 1, first.log)
  assert.equal(second.code, 0, second.log)
  assert.ok(lost.length >= 3)
  assert.deepEqual(distinct([...lost, ...posts].map(key)), [key(lost[0])])
  assert.equal(transactions.length, 1)
})

async function written() {
  const all = await wiremock.journal()
  return {
    posts: all.filter((request) => request.method === 'POST' && request.url.startsWith('/v1/')),
    transactions: all.filter((request) => request.url.includes('/data/mutate/')),
  }
}

const key = (post) => post.headers['Idempotency-Key']
const id = (transaction) => JSON.parse(transaction.body).transactionId
const distinct = (values) => [...new Set(values)]
