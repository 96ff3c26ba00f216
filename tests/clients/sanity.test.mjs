// The platform's own packages judge the Sanity simulator: @sanity/client for the API, @sanity/webhook for
// deliveries, groq-js for queries.
import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {connect as connectHttp2} from 'node:http2'
import {after, before, beforeEach, test} from 'node:test'
import {createClient} from '@sanity/client'
import {isValidSignature, SIGNATURE_HEADER_NAME} from '@sanity/webhook'
import {evaluate, parse} from 'groq-js'
import {startReceiver, startSandbox} from './sandbox.mjs'

const root = new URL('../../', import.meta.url)
const secret = 'judge-secret'
let sandbox
let address
let client

before(async () => {
  sandbox = await startSandbox()
  address = sandbox.sanity
  client = connect('sk-editor')
})

after(() => sandbox?.stop())

beforeEach(() => control('reset', {}))

function connect(token, more = {}) {
  return createClient({
    projectId: 'demoproj',
    dataset: 'production',
    apiVersion: '2025-02-19',
    apiHost: address,
    useProjectHostname: false,
    useCdn: false,
    token,
    maxRetries: 0,
    ...more,
  })
}

async function control(path, body) {
  const response = await fetch(`${address}/_sandbox/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {'content-type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  assert.ok(response.ok, `${path}: ${response.status}`)
  return response.json()
}

test('a document is created, fetched with parameters and read by id', async () => {
  const created = await client.create({_id: 'mug', _type: 'product', name: 'Blåbær ☕', price: 1999})
  assert.match(created._rev, /^[0-9A-Za-z]{22}$/)
  assert.deepEqual(
    await client.fetch('*[_type == $type && price > $least]{_id, name}', {type: 'product', least: 1000}),
    [{_id: 'mug', name: 'Blåbær ☕'}],
  )
  assert.deepEqual(await client.getDocument('mug'), created)
  const both = await client.getDocuments(['nope', 'mug'])
  assert.deepEqual(both, [null, created])
})

test('a long query goes by POST and gives the same', async () => {
  await client.create({_id: 'mug', _type: 'product'})
  const ids = ['mug', ...Array.from({length: 2000}, (_, i) => `product-${i}`)]
  assert.deepEqual(await client.fetch('*[_id in $ids]._id', {ids}), ['mug'])
})

test('a transaction id of our own becomes the revision, and is refused the second time', async () => {
  const commit = () =>
    client
      .transaction()
      .transactionId('ssb-demo-abc123-01')
      .createOrReplace({_id: 'mug', _type: 'product', name: 'Mug'})
      .patch('mug', (patch) => patch.setIfMissing({tags: []}).append('tags', ['a']))
      .commit()
  assert.equal((await commit()).transactionId, 'ssb-demo-abc123-01')
  const mug = await client.getDocument('mug')
  assert.equal(mug._rev, 'ssb-demo-abc123-01')
  assert.deepEqual(mug.tags, ['a'])
  await assert.rejects(commit(), (error) => {
    assert.equal(error.statusCode, 409)
    assert.equal(error.response.body.error.type, 'transactionAlreadyExistsError')
    return true
  })
})

test('a patch on a stale revision is a conflict that names both revisions', async () => {
  const {_rev} = await client.create({_id: 'mug', _type: 'product', n: 1})
  await client.patch('mug').inc({n: 1}).commit()
  await assert.rejects(client.patch('mug').ifRevisionId(_rev).set({n: 9}).commit(), (error) => {
    assert.equal(error.statusCode, 409)
    const [item] = error.details.items
    assert.equal(item.error.type, 'documentRevisionIDDoesNotMatchError')
    assert.equal(item.error.expectedRevisionID, _rev)
    return true
  })
  assert.equal((await client.getDocument('mug')).n, 2)
})

test('patches of all kinds give what the client documents', async () => {
  await client.create({_id: 'a', _type: 'x', n: 1, gone: true, list: [{_key: 'k1', v: 1}, {_key: 'k2', v: 2}]})
  const patched = await client
    .patch('a')
    .set({'list[_key=="k2"].v': 3, 'deep.er': 'made'})
    .unset(['gone'])
    .inc({n: 2})
    .insert('before', 'list[0]', [{_key: 'k0', v: 0}])
    .commit()
  assert.deepEqual(patched.list, [{_key: 'k0', v: 0}, {_key: 'k1', v: 1}, {_key: 'k2', v: 3}])
  assert.deepEqual([patched.n, patched.gone, patched.deep], [3, undefined, {er: 'made'}])
})

test('a document is deleted by id and by query', async () => {
  await client.create({_id: 'a', _type: 'x'})
  await client.create({_id: 'b', _type: 'x'})
  await client.delete('a')
  assert.equal(await client.getDocument('a'), undefined)
  await client.delete({query: '*[_type == $type]', params: {type: 'x'}})
  assert.equal(await client.fetch('count(*)'), 0)
})

test('drafts are seen through their perspective only', async () => {
  await client.create({_id: 'mug', _type: 'product', name: 'Mug'})
  await client.create({_id: 'drafts.mug', _type: 'product', name: 'Cup'})
  const names = (perspective) => client.fetch('*[_type == "product"].name', {}, {perspective})
  assert.deepEqual(await names('published'), ['Mug'])
  assert.deepEqual(await names('drafts'), ['Cup'])
  assert.equal((await names('raw')).length, 2)
})

test('a query that does not parse is reported as the client expects', async () => {
  await assert.rejects(client.fetch('*[_type == "product'), (error) => {
    assert.equal(error.statusCode, 400)
    assert.match(error.message, /expected expression/)
    assert.equal(error.details.type, 'queryParseError')
    return true
  })
})

test('the client hears who it is and that a viewer may not write', async () => {
  assert.equal((await client.users.getById('me')).id, 'pBridgeRobot1')
  await assert.rejects(connect('sk-viewer').create({_type: 'x'}), {statusCode: 403})
  await assert.rejects(connect('sk-nobody').fetch('*'), {statusCode: 401})
})

test('reads are retried over a passing fault, a mutation is not', async () => {
  const patient = connect('sk-editor', {maxRetries: 3})
  await control('faults', {kind: 'Respond', status: 503, times: 2})
  assert.equal(await patient.fetch('count(*)'), 0)
  await control('faults', {kind: 'Respond', status: 503})
  await assert.rejects(patient.create({_type: 'x'}), {statusCode: 503})
})

test('a delivered webhook is accepted by the official signature check', async () => {
  const receiver = await startReceiver()
  try {
    await control('webhooks', {
      url: receiver.url,
      secret,
      filter: '_type == "product"',
      projection: '{_id, _rev, name, "operation": delta::operation()}',
    })
    await client.create({_id: 'mug', _type: 'product', name: 'Blåbær ☕'})
    const received = await receiver.next()
    const body = received.body.toString('utf8')
    const signature = received.headers[SIGNATURE_HEADER_NAME]
    assert.ok(await isValidSignature(body, signature, secret))
    assert.ok(!(await isValidSignature(`${body} `, signature, secret)))
    assert.equal(JSON.parse(body).operation, 'create')
    assert.equal(JSON.parse(body)._rev, received.headers['sanity-transaction-id'])
  } finally {
    await receiver.stop()
  }
})

test('the official listener hears what happens to a draft and its publication', async () => {
  const heard = []
  let subscription
  await new Promise((resolve, reject) => {
    subscription = client
      .listen('*[_type == $type]', {type: 'product'}, {events: ['welcome', 'mutation'], includeResult: true})
      .subscribe({
        next: (event) => {
          if (event.type === 'welcome') resolve()
          else heard.push(event)
        },
        error: reject,
      })
  })
  try {
    await client.create({_id: 'drafts.mug', _type: 'product', name: 'Mug'})
    await client.create({_id: 'other', _type: 'note'})
    const {transactionId} = await client.action({
      actionType: 'sanity.action.document.publish',
      draftId: 'drafts.mug',
      publishedId: 'mug',
    })
    while (heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(
      heard.map((event) => [event.documentId, event.transition]),
      [['drafts.mug', 'appear'], ['mug', 'appear'], ['drafts.mug', 'disappear']],
    )
    assert.equal(heard[1].transactionId, transactionId)
    assert.equal(heard[1].result._rev, transactionId)
    assert.equal(heard[2].previousRev, heard[0].resultRev)
  } finally {
    subscription.unsubscribe()
  }
})

test('the Studio\'s actions edit, publish, unpublish and delete through the client', async () => {
  const ids = {draftId: 'drafts.mug', publishedId: 'mug'}
  const act = (type, more) => client.action({actionType: `sanity.action.document.${type}`, ...ids, ...more})
  const created = await client.create({_id: 'mug', _type: 'product', name: 'Mug', price: 7})
  await act('edit', {patch: {set: {name: 'Cup'}}})
  assert.equal((await client.getDocument('drafts.mug')).price, 7)
  await assert.rejects(act('publish', {ifPublishedRevisionId: 'other'}), {statusCode: 409})
  await act('publish', {ifPublishedRevisionId: created._rev})
  assert.equal((await client.getDocument('mug')).name, 'Cup')
  await act('unpublish')
  assert.equal(await client.getDocument('mug'), undefined)
  await act('publish')
  await client.action({actionType: 'sanity.action.document.delete', publishedId: 'mug', includeDrafts: []})
  assert.equal(await client.fetch('count(*)', {}, {perspective: 'raw'}), 0)
})

test('a fetch through TLS and HTTP/2 is the same fetch', async () => {
  const secure = await startSandbox('--studio-port', '0')
  try {
    assert.match(secure.studio, /^https:\/\/localhost:\d+$/)
    const answer = await new Promise((resolve, reject) => {
      const session = connectHttp2(secure.studio, {rejectUnauthorized: false})
      session.once('error', reject)
      const request = session.request({':path': '/v2021-06-07/users/me', authorization: 'Bearer sk-editor'})
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', () => session.close(() => resolve(JSON.parse(body))))
    })
    assert.equal(answer.id, 'pBridgeRobot1')
  } finally {
    await secure.stop()
  }
})

const queries = [
  '*[_type == "product"] | order(_id) {_id, name, "on": active == true}',
  '*[_type == "price"] | order(unitAmount desc, _id asc) [0...2] {_id, unitAmount, "of": product->name}',
  '*[_type == "product"] | order(_id) {_id, "prices": *[_type == "price" && product._ref == ^._id] | order(_id) {_id, unitAmount}}',
  '*[_type == "product"] | order(_id) {..., "tags": coalesce(tags, []), "first": tags[0], "last": tags[-1]}',
  '*[_type == "price"] | order(_id) {_id, "kind": select(type == "recurring" => interval, unitAmount == 0 => "free", "once")}',
  '*[references("product-1")] | order(_id) ._id',
  '*[defined(slug.current) && !(slug.current in ["b"])] | order(_id) .slug.current',
  '*[name match "*u*"] | order(name) .name',
  'count(*[_type in ["product", "price"] && active != true])',
  '*[_type == "product"] | order(_id) {_id, "meta": metadata[key == "colour"][0].value}',
  'array::unique(*[_type == "price"].currency)',
  '{"sum": math::sum(*[_type == "price"].unitAmount), "max": math::max(*[_type == "price"].unitAmount)}',
  '*[_type == "price"] | order(_id) {_id, active => {"live": true}, !active => {"archived": true}}',
  '*[_type == "product"] | order(_id) [].tags[]',
  '*[_type == "product"] | order(_id) {"joined": array::join(tags, "-"), "n": count(tags), "len": length(name)}',
  '*[_type == "product" && _id == $id][0]{_id, name, metadata[]{key, value}}',
  '*[_type == "price"] | order(product->name, unitAmount) {_id, "p": product->{name, "slug": slug.current}}',
  'null == null && "a" < "b" && 2 ** 3 == 8 && 7 % 4 == 3',
  '*[_type == "product" && count(*[_type == "price" && product._ref == ^._id && active]) > 0] | order(_id) ._id',
  '*[unitAmount in 100..2000] | order(_id) ._id',
]

test('queries over the same documents give what groq-js gives', async () => {
  const documents = catalogue()
  const transaction = client.transaction()
  for (const document of documents) transaction.create(document)
  await transaction.commit()
  const params = {id: 'product-1'}
  const dataset = await client.fetch('*', {}, {perspective: 'raw'})
  assert.equal(dataset.length, documents.length)
  for (const query of queries) {
    const expected = await evaluate(parse(query, {params}), {dataset, params})
    assert.deepEqual(await client.fetch(query, params), await expected.get(), query)
  }
})

test('every reference vector gives over HTTP what groq-js gives', async () => {
  const vectors = JSON.parse(
    readFileSync(new URL('tests/fixtures/sanity/vectors/groq-vectors.json', root), 'utf8'),
  )
  const transaction = client.transaction()
  for (const document of vectors.dataset)
    if (!JSON.stringify(document).includes('GONE')) transaction.create(document)
  await transaction.commit()
  const dataset = await client.fetch('*', {}, {perspective: 'raw'})
  let compared = 0
  for (const {query, params, error} of vectors.queries) {
    if (error || /now\(\)|identity\(\)|sanity::/.test(query)) continue
    const expected = await evaluate(parse(query, {params}), {dataset, params})
    assert.deepEqual(await client.fetch(query, params, {perspective: 'raw'}), await expected.get(), query)
    compared++
  }
  assert.ok(compared > 50)
})

function catalogue() {
  const documents = []
  for (let i = 0; i < 6; i++) {
    documents.push({
      _id: `product-${i}`,
      _type: 'product',
      name: ['Mug', 'blue Bowl', 'Åse cup', 'Plate', 'Jug', 'Tumbler'][i],
      ...(i % 3 ? {active: i % 2 === 0} : {}),
      slug: {_type: 'slug', current: 'abcdef'[i]},
      ...(i % 2 ? {tags: ['kitchen', `t${i}`]} : {}),
      metadata: [{_key: 'k', key: 'colour', value: ['red', 'blue'][i % 2]}],
    })
    for (let j = 0; j < 2; j++)
      documents.push({
        _id: `price-${i}-${j}`,
        _type: 'price',
        product: {_type: 'reference', _ref: `product-${i}`, _weak: j === 1},
        unitAmount: i * 500 * j,
        currency: ['eur', 'usd', 'nok'][i % 3],
        active: j === 0,
        ...(j ? {type: 'recurring', interval: 'month'} : {type: 'one_time'}),
      })
  }
  return documents
}

test('an image is an asset named by its content, and its address serves the bytes', async () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(32)])
  png.writeUInt32BE(640, 16)
  png.writeUInt32BE(480, 20)
  const options = {filename: 'mug.png', contentType: 'image/png'}
  const asset = await client.assets.upload('image', png, options)
  assert.match(asset._id, /^image-[0-9a-f]{40}-640x480-png$/)
  assert.equal(asset._type, 'sanity.imageAsset')
  assert.equal(asset.originalFilename, 'mug.png')
  assert.equal((await client.assets.upload('image', png, options))._id, asset._id)
  const served = await fetch(asset.url)
  assert.equal(served.headers.get('content-type'), 'image/png')
  assert.deepEqual(Buffer.from(await served.arrayBuffer()), png)
  await client.create({
    _id: 'mug',
    _type: 'product',
    images: [{_type: 'image', _key: 'a', asset: {_type: 'reference', _ref: asset._id}}],
  })
  await assert.rejects(client.delete(asset._id), (error) => error.statusCode === 409)
  await assert.rejects(client.assets.upload('image', Buffer.from('no image at all, not one bit'), options), (error) =>
    error.statusCode === 400)
  await assert.rejects(connect('sk-viewer').assets.upload('image', png, options), (error) => error.statusCode === 403)
})
