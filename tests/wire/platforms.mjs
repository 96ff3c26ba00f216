// Both platforms as stubs made of recorded payloads. Every stub can be broken: for the first requests, or for good.
import { readFileSync } from 'node:fs'

const fixture = (path) => JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8'))

/** Recorded at Stripe. Without images, which the bridge would fetch from where they are. */
export const product = { ...fixture('stripe/objects/product-default-price-expanded.json'), images: [] }
export const price = product.default_price

/** Recorded at Sanity. */
export const mug = fixture('sanity/wire/doc-response.json').response.documents[0]

const mark = {
  _id: 'stripeSync.bridge',
  _type: 'stripeBridge',
  _rev: 'mark-1',
  account: 'acct_1Wire',
  mode: 'test',
  project: 'demoproj',
  dataset: 'production',
}

/** Ways to break an answer: all lose it, some after its first bytes. */
export const breakages = {
  'reset by peer': { fault: 'CONNECTION_RESET_BY_PEER' },
  'closed without a byte': { fault: 'EMPTY_RESPONSE' },
  'garbage in the middle of the body': { status: 200, fault: 'MALFORMED_RESPONSE_CHUNK' },
  'garbage instead of an answer': { fault: 'RANDOM_DATA_THEN_CLOSE' },
  'half of the JSON': { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"object":"list","data":[' },
  "a proxy's page": { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<html><h1>Bad Gateway</h1></html>' },
}

export const list = (url, data) => json({ object: 'list', data, has_more: false, url })

export const json = (body, status = 200) => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  jsonBody: body,
})

/** An answer that trickles in over two seconds. */
export const dribbled = (answer) => ({ ...answer, chunkedDribbleDelay: { numberOfChunks: 20, totalDuration: 2000 } })

const empty = { stripe: { products: [], prices: [] }, sanity: [] }

/** The routes by name, each with its sound answer. */
export function routes({ stripe = empty.stripe, sanity = empty.sanity } = empty) {
  const of = (active) => stripe.prices.filter((item) => item.active === active)
  const documents = { documents: sanity, omitted: [] }
  const minimal = fixture('stripe/objects/product-minimal.json')
  const metadata = { sanity_id: mug._id, sanity_project: 'demoproj', sanity_dataset: 'production', bridge: 'bridge' }
  const made = { ...minimal, id: `sanity_${mug._id}`, name: mug.name, metadata }
  return {
    account: [{ method: 'GET', urlPath: '/v1/account' }, json({ id: 'acct_1Wire', object: 'account' })],
    products: [{ method: 'GET', urlPath: '/v1/products' }, list('/v1/products', stripe.products)],
    product: [{ method: 'GET', urlPathPattern: '/v1/products/[^/]+' }, found(stripe.products[0])],
    activePrices: [prices('true'), list('/v1/prices', of(true))],
    archivedPrices: [prices('false'), list('/v1/prices', of(false))],
    events: [{ method: 'GET', urlPath: '/v1/events' }, list('/v1/events', [])],
    createProduct: [{ method: 'POST', urlPath: '/v1/products' }, json(made)],
    updateProduct: [{ method: 'POST', urlPathPattern: '/v1/products/[^/]+' }, json(made)],
    query: [{ method: 'GET', urlPathPattern: '/v[^/]+/data/query/production' }, json({ result: sanity, ms: 1 })],
    slugTaken: [asked('count\\(.*'), json({ result: false, ms: 1 })],
    documents: [{ method: 'GET', urlPathPattern: '/v[^/]+/data/doc/production/.*' }, json(documents)],
    // The bridge has been here before: its mark names this account and this dataset.
    mark: [{ method: 'GET', urlPathPattern: '/v[^/]+/data/doc/production/stripeSync\\.bridge' }, json({ documents: [mark], omitted: [] })],
    mutate: [{ method: 'POST', urlPathPattern: '/v[^/]+/data/mutate/production' }, json(committed())],
  }
}

const asked = (matches) => ({ method: 'GET', urlPathPattern: '/v[^/]+/data/query/production', queryParameters: { query: { matches } } })

const prices = (active) => ({ method: 'GET', urlPath: '/v1/prices', queryParameters: { active: { equalTo: active } } })

const found = (item) => (item ? json(item) : json(fixture('stripe/errors/404-product-missing.json').body, 404))

const committed = () => fixture('sanity/wire/mutate-response.json').body

/** What Sanity says when a transaction has been committed already: recorded shape. */
export const alreadyCommitted = json(
  { error: { type: 'transactionAlreadyExistsError', description: 'Transaction already exists' } },
  409,
)

/** Stubs all routes. */
export async function play(wiremock, all) {
  await wiremock.reset()
  for (const [request, response] of Object.values(all)) await wiremock.stub({ request, response, priority: 5 })
}

/** The route's next `times` answers are broken, then it answers `then`. */
export async function breakNext(wiremock, [request, sound], broken, times, then = sound) {
  const scenario = JSON.stringify(request)
  for (let n = 0; n <= times; n++)
    await wiremock.stub({
      request,
      response: n < times ? broken : then,
      priority: 1,
      scenarioName: scenario,
      requiredScenarioState: n === 0 ? 'Started' : `after ${n}`,
      newScenarioState: n < times ? `after ${n + 1}` : undefined,
    })
}

export const breakForGood = (wiremock, [request], broken) => wiremock.stub({ request, response: broken, priority: 1 })
