// Drives AWS's own stream manager client against the server on STREAM_MANAGER_SERVER_PORT and prints what it saw, one JSON value on each line.
// The package's index.js also loads parts that exist only on a Greengrass core; the stream manager's client stands alone.
const {
  StreamManagerClient, MessageStreamDefinition, StrategyOnFull, ExportDefinition, KinesisConfig, ReadMessagesOptions,
  ResourceNotFoundException, InvalidRequestException, NotEnoughMessagesException,
} = require('aws-greengrass-core-sdk/stream-manager')

const show = value => console.log(JSON.stringify(value))
const nameOf = error => error.constructor.name
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const stream = 'foreign stream'

async function main(client) {
  await client.deleteMessageStream(stream).catch(e => show(e instanceof ResourceNotFoundException ? 'not found' : nameOf(e)))
  const definition = new MessageStreamDefinition().withName(stream).withStrategyOnFull(StrategyOnFull.OverwriteOldestData)
    .withExportDefinition(new ExportDefinition().withKinesis([new KinesisConfig().withIdentifier('k').withKinesisStreamName('lake')]))
  await client.createMessageStream(definition)
  await client.createMessageStream(definition).catch(e => show(e instanceof InvalidRequestException ? 'exists' : nameOf(e)))
  for (let i = 0; i < 5; i++) show(await client.appendMessage(stream, Buffer.from(`message ${i}`)))
  const messages = await client.readMessages(stream, new ReadMessagesOptions().withDesiredStartSequenceNumber(1)
    .withMinMessageCount(2).withMaxMessageCount(3).withReadTimeoutMillis(1000))
  show(messages.map(m => [m.streamName, m.sequenceNumber, m.payload.toString(), m.ingestTime > 1.7e12]))
  await client.readMessages(stream, new ReadMessagesOptions().withDesiredStartSequenceNumber(5).withReadTimeoutMillis(200))
    .catch(e => show(e instanceof NotEnoughMessagesException ? 'not enough' : nameOf(e)))
  show(await client.listStreams())
  const info = await client.describeMessageStream(stream)
  show([info.definition.name, info.definition.maxSize, info.storageStatus.oldestSequenceNumber, info.storageStatus.newestSequenceNumber,
    info.definition.exportDefinition.kinesis[0].kinesisStreamName, info.definition.exportDefinition.http.length,
    info.exportStatuses[0].lastExportedSequenceNumber])
  await client.updateMessageStream(info.definition)
  await client.deleteMessageStream(stream)
  show(await client.listStreams())
  client.close()
}

const client = new StreamManagerClient({
  logger: silent,
  onConnectCb: () => main(client).catch(e => { console.error(e); process.exit(1) }),
  onErrorCb: e => { console.error(e); process.exit(1) },
})
