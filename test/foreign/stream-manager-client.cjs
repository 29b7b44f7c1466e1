// Drives AWS's own stream manager client against the server on STREAM_MANAGER_SERVER_PORT through the patterns of user code, and prints what it saw, one JSON
// value on each line. The package's index.js also loads parts that exist only on a Greengrass core; the stream manager's client stands alone.
const sdk = require('aws-greengrass-core-sdk/stream-manager')
const {
  StreamManagerClient, MessageStreamDefinition, StrategyOnFull, Persistence, ExportDefinition, KinesisConfig, IoTSiteWiseConfig, S3ExportTaskExecutorConfig,
  StatusConfig, StatusLevel, ReadMessagesOptions, ResourceNotFoundException, InvalidRequestException, NotEnoughMessagesException,
} = sdk

const show = (what, value) => console.log(JSON.stringify([what, value]))
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const nameOf = error => error.constructor.name
const failed = promise => promise.then(() => 'no failure', nameOf)
const options = (start, min, max, timeout) => new ReadMessagesOptions()
  .withDesiredStartSequenceNumber(start).withMinMessageCount(min).withMaxMessageCount(max).withReadTimeoutMillis(timeout)
const define = name => new MessageStreamDefinition().withName(name).withStrategyOnFull(StrategyOnFull.OverwriteOldestData)

async function main(client) {
  const stream = 'foreign stream'

  // 1 fresh start
  show('fresh', await failed(client.deleteMessageStream(stream)))
  await client.createMessageStream(define(stream))
  const numbers = []
  for (let i = 0; i < 5; i++) numbers.push(await client.appendMessage(stream, Buffer.from(`message ${i}`)))
  show('numbers', numbers)

  // 2 idempotent create: by the exception, and by the list
  show('exists', await failed(client.createMessageStream(define(stream))))
  show('list', await client.listStreams())
  await client.updateMessageStream(define(stream))

  // 3 describe, change in place, update
  const { definition } = await client.describeMessageStream(stream)
  definition.exportDefinition.kinesis = [new KinesisConfig().withIdentifier('k').withKinesisStreamName('lake').withBatchSize(500)]
  definition.exportDefinition.IotSitewise = [new IoTSiteWiseConfig().withIdentifier('w')]
  definition.timeToLiveMillis = 3600000
  await client.updateMessageStream(definition)
  const info = await client.describeMessageStream(stream)
  show('updated', [info.definition.maxSize, info.definition.streamSegmentSize, info.definition.timeToLiveMillis, info.definition.flushOnWrite,
    info.definition.exportDefinition.kinesis[0].kinesisStreamName, info.definition.exportDefinition.http.length])
  const inMemory = info.definition
  inMemory.persistence = Persistence.Memory
  show('persistence', await client.updateMessageStream(inMemory).then(() => 'no failure', e => [nameOf(e), e instanceof InvalidRequestException]))

  // 4 follow from the end: nothing at first, then what comes
  show('beyond', await client.readMessages(stream, options(5, 1, 10, 200)).then(
    () => 'no failure', e => [e instanceof NotEnoughMessagesException, e.message.includes('greater than the last sequence number')]))
  const other = await connect() // this library answers wrongly where two requests are under way on one client
  const waiting = client.readMessages(stream, options(5, 1, 10, 20000))
  await other.appendMessage(stream, Buffer.from('late'))
  show('followed', (await waiting).map(m => [m.streamName, m.sequenceNumber, m.payload.toString(), m.ingestTime > 1.7e12]))

  // 5 drain, 6 read far back
  const { storageStatus } = await client.describeMessageStream(stream)
  const count = storageStatus.newestSequenceNumber - storageStatus.oldestSequenceNumber + 1
  show('drained', (await client.readMessages(stream, options(storageStatus.oldestSequenceNumber, count, count, 0))).map(m => m.payload.toString()))
  await client.createMessageStream(define('small').withMaxSize(4096).withStreamSegmentSize(1024))
  for (let i = 0; i < 20; i++) await client.appendMessage('small', Buffer.alloc(400, i))
  const [oldest] = await client.readMessages('small', options(0, 1, 1, 0))
  show('oldest', [oldest.sequenceNumber > 0, oldest.payload[0] === oldest.sequenceNumber])

  // 7 status loop
  await client.createMessageStream(define('status'))
  await client.createMessageStream(define('tasks').withExportDefinition(new ExportDefinition().withS3TaskExecutor([
    new S3ExportTaskExecutorConfig().withIdentifier('s3').withStatusConfig(new StatusConfig().withStatusLevel(StatusLevel.INFO).withStatusStreamName('status')),
  ])))
  const task = new sdk.S3ExportTaskDefinition().withBucket('lake').withKey('clips/!{timestamp:yyyy/MM}/1.mp4').withInputUrl('file:/data/1.mp4')
  show('task', [await client.appendMessage('tasks', sdk.util.validateAndSerializeToJsonBytes(task)),
    (await client.readMessages('tasks', options(0, 1, 1, 0)))[0].payload.toString()])
  await other.appendMessage('status', Buffer.from(process.env.STATUS_MESSAGE))
  const status = sdk.util.deserializeJsonBytesToObj((await client.readMessages('status', options(0, 1, 1, 1000)))[0].payload, sdk.StatusMessage)
  show('status', [status.status === sdk.Status.Success, status.message, status.statusContext.s3ExportTaskDefinition.inputUrl, status.statusContext.sequenceNumber])

  // 8 export lag
  const lag = await client.describeMessageStream(stream)
  show('lag', lag.exportStatuses.map(s => [s.exportConfigIdentifier, s.lastExportedSequenceNumber, lag.storageStatus.newestSequenceNumber, typeof s.errorMessage]))

  // 9 failures by their names
  show('unknown', await client.appendMessage('nowhere', Buffer.from('x')).then(() => 'no failure', e => e instanceof ResourceNotFoundException))
  await client.createMessageStream(define('full').withMaxSize(2048).withStreamSegmentSize(1024).withStrategyOnFull(StrategyOnFull.RejectNewData))
  await client.appendMessage('full', Buffer.alloc(1500))
  show('full', await failed(client.appendMessage('full', Buffer.alloc(1500))))
  show('large', await failed(client.appendMessage('full', Buffer.alloc(4000))))

  // numbers of 2^53 and more go out as floats
  await client.createMessageStream(define('huge').withMaxSize(2 ** 63).withPersistence(Persistence.Memory))
  show('huge', await client.appendMessage('huge', Buffer.alloc(1 << 20)))

  for (const name of [stream, 'small', 'tasks', 'status', 'full', 'huge']) await client.deleteMessageStream(name)
  show('left', await client.listStreams())
  client.close()
  other.close()
}

function connect() {
  return new Promise((resolve, reject) => {
    const client = new StreamManagerClient({ logger: silent, onConnectCb: () => resolve(client), onErrorCb: reject })
  })
}

connect().then(main).catch(e => { console.error(e); process.exit(1) })
