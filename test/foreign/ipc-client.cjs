// Drives AWS's own device SDK against the IPC socket at AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT and prints what it saw, one JSON value on each line: `nucleus`
// with a nucleus that has no services, through every operation that the SDK has, `services` with shadows, secrets and a broker above. Where it prints "ready", the test on
// the other side does its part.
const { greengrasscoreipc } = require('aws-iot-device-sdk-v2')

const text = value => {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return Buffer.from(value).toString()
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [k, text(v)]))
  if (value instanceof Date) return value.getTime()
  if (Array.isArray(value)) return value.map(text)
  return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, text(v)])) : value
}
const show = (what, value) => console.log(JSON.stringify([what, text(value)]))
const RpcErrorTypes = ['SerializationError', 'DeserializationError', 'HandshakeError', 'InternalError', 'ClientStateError', 'NetworkError', 'InterruptionError', 'ValidationError', 'ServiceError']
// The client knows an error's shape by its members only where they differ: what the classic nucleus adds names it.
const failure = e => [RpcErrorTypes[e.type], e.serviceError ? e.serviceError.message : undefined].filter(v => v !== undefined)
const outcome = promise => promise.then(value => value, failure)

const connect = async token => {
  process.env.SVCUID = token
  const client = greengrasscoreipc.createClient()
  await client.connect()
  return client
}

// Messages of a stream, one after the other.
const follow = async stream => {
  const waiting = []
  const came = []
  stream.on('message', message => waiting.length ? waiting.shift()(message) : came.push(message))
  await stream.activate()
  return () => came.length ? Promise.resolve(came.shift()) : new Promise(resolve => waiting.push(resolve))
}

async function pubsub(app) {
  const json = await follow(app.subscribeToTopic({ topic: 'cam/7' }))
  await app.publishToTopic({ topic: 'cam/7', publishMessage: { jsonMessage: { message: { on: true, list: [1, null, 'ü'] } } } })
  show('json', await json())
  await app.publishToTopic({ topic: 'cam/7', publishMessage: { binaryMessage: { message: Buffer.from('hello') } } })
  show('binary', await json())
  const others = app.subscribeToTopic({ topic: 'cam/#', receiveMode: 'RECEIVE_MESSAGES_FROM_OTHERS' })
  const other = await follow(others)
  await app.publishToTopic({ topic: 'cam/7', publishMessage: { jsonMessage: { message: { own: 1 } } } })
  const neighbour = await connect(process.env.CLI_TOKEN)
  await neighbour.publishToTopic({ topic: 'cam/8', publishMessage: { jsonMessage: { message: { from: 'cli' } } } })
  show('others', await other())
  await others.close()
  show('own', await json())
  show('publishDenied', await outcome(app.publishToTopic({ topic: 'secret', publishMessage: { jsonMessage: { message: {} } } })))
  show('subscribeDenied', await outcome(app.subscribeToTopic({ topic: 'secret/#' }).activate()))
  show('mode', await outcome(app.subscribeToTopic({ topic: 'cam/7', receiveMode: 'NONE' }).activate()))
  await neighbour.close()
}

async function configuration(app) {
  show('leaf', await app.getConfiguration({ keyPath: ['mqtt', 'port'] }))
  show('container', await app.getConfiguration({ componentName: 'app', keyPath: ['mqtt'] }))
  show('noKey', await outcome(app.getConfiguration({ keyPath: ['gone'] })))
  const change = await follow(app.subscribeToConfigurationUpdate({ componentName: 'app', keyPath: ['mqtt'] }))
  show('update', await app.updateConfiguration({ keyPath: ['mqtt'], timestamp: new Date(1700000000123), valueToMerge: { port: 8883 } }))
  show('changed', await change())
  show('stale', await outcome(app.updateConfiguration({ keyPath: ['mqtt', 'port'], timestamp: new Date(1700000000122), valueToMerge: 1 })))
  show('accessControl', await outcome(app.updateConfiguration({ keyPath: ['accessControl'], timestamp: new Date(), valueToMerge: {} })))
  show('noWatch', await outcome(app.subscribeToConfigurationUpdate({ keyPath: ['gone'] }).activate()))
  const proposed = await follow(app.subscribeToValidateConfigurationUpdates({}))
  show('ready', 'validation')
  show('proposed', await proposed())
  show('report', await app.sendConfigurationValidityReport({ configurationValidityReport: { status: 'REJECTED', deploymentId: 'd1', message: 'too hot' } }))
  show('reportTwice', await outcome(app.sendConfigurationValidityReport({ configurationValidityReport: { status: 'ACCEPTED', deploymentId: 'd1' } })))
}

async function lifecycle(app) {
  show('state', await app.updateState({ state: 'RUNNING' }))
  show('deferTooEarly', await outcome(app.deferComponentUpdate({ deploymentId: 'd2', recheckAfterMs: 5 })))
  const updates = await follow(app.subscribeToComponentUpdates({}))
  show('ready', 'update')
  show('pre', await updates())
  show('defer', await app.deferComponentUpdate({ deploymentId: 'd2', recheckAfterMs: 1, message: 'busy' }))
  show('preAgain', await updates())
  show('goAhead', await app.deferComponentUpdate({ deploymentId: 'd2', recheckAfterMs: 0 }))
  show('post', await updates())
  show('pause', await app.pauseComponent({ componentName: 'other' }))
  show('resume', await app.resumeComponent({ componentName: 'other' }))
  show('pauseDenied', await outcome(app.pauseComponent({ componentName: 'app' })))
}

async function management(cli, app) {
  const { deploymentId } = await cli.createLocalDeployment({
    groupName: 'g', rootComponentVersionsToAdd: new Map([['app', '1.0.0']]), rootComponentsToRemove: ['old'],
    componentToConfiguration: new Map([['app', { MERGE: { x: 1 }, RESET: ['/y'] }]]),
    componentToRunWithInfo: new Map([['app', { posixUser: 'u:g', systemResourceLimits: { memory: 2048, cpus: 1.5 } }]]), failureHandlingPolicy: 'ROLLBACK',
  })
  show('deployment', deploymentId.length)
  show('status', { ...(await cli.getLocalDeploymentStatus({ deploymentId })).deployment, deploymentId: 0 })
  show('statusInvalid', await outcome(cli.getLocalDeploymentStatus({ deploymentId: 'x' })))
  show('deployments', (await cli.listLocalDeployments({})).localDeployments.map(d => d.status))
  show('cancel', (await cli.cancelLocalDeployment({ deploymentId })).message.startsWith('Cancel request submitted'))
  show('cancelUnknown', await outcome(cli.cancelLocalDeployment({ deploymentId: '00000000-0000-0000-0000-000000000000' })))
  show('colon', await outcome(cli.createLocalDeployment({ groupName: 'a:b' })))
  show('createDenied', await outcome(app.createLocalDeployment({})))
  show('components', (await cli.listComponents({})).components.map(c => [c.componentName, c.version, c.state, Object.keys(c.configuration ?? {})]))
  show('details', await cli.getComponentDetails({ componentName: 'other' }))
  show('noComponent', await outcome(cli.getComponentDetails({ componentName: 'gone' })))
  show('restart', await cli.restartComponent({ componentName: 'other' }))
  show('restartUnknown', await outcome(cli.restartComponent({ componentName: 'gone' })))
  show('stop', await cli.stopComponent({ componentName: 'other' }))
  show('stopUnknown', await outcome(cli.stopComponent({ componentName: 'gone' })))
  const debug = await cli.createDebugPassword({})
  show('debug', [debug.username, debug.password.length, Math.round((debug.passwordExpiration - new Date()) / 3600000)])
  show('debugDenied', await outcome(app.createDebugPassword({})))
}

async function platform(app, streams) {
  show('metric', await streams.putComponentMetric({ metrics: [{ name: 'depth', unit: 'COUNT', value: 3 }] }))
  show('metricDenied', await outcome(app.putComponentMetric({ metrics: [{ name: 'depth', unit: 'COUNT', value: 3 }] })))
  show('metricInvalid', await outcome(streams.putComponentMetric({ metrics: [{ name: 'depth', unit: 'COUNT', value: -3 }] })))
  show('token', await streams.validateAuthorizationToken({ token: process.env.APP_TOKEN }))
  show('tokenUnknown', await outcome(streams.validateAuthorizationToken({ token: 'WRONG' })))
  show('tokenDenied', await outcome(app.validateAuthorizationToken({ token: process.env.APP_TOKEN })))
}

// What no handler carries out here.
async function unsupported(app) {
  const calls = {
    publishToIoTCore: { topicName: 't', qos: '1', payload: Buffer.from('x') }, getSecretValue: { secretId: 's' }, getThingShadow: { thingName: 't' },
    updateThingShadow: { thingName: 't', payload: Buffer.from('{}') }, deleteThingShadow: { thingName: 't' }, listNamedShadowsForThing: { thingName: 't' },
    getClientDeviceAuthToken: { credential: { mqttCredential: { clientId: 'c' } } }, verifyClientDeviceIdentity: { credential: { clientDeviceCertificate: 'p' } },
    authorizeClientDeviceAction: { clientDeviceAuthToken: 't', operation: 'o', resource: 'r' },
  }
  for (const [name, request] of Object.entries(calls)) show(name, await outcome(app[name](request)))
  show('subscribeToIoTCore', await outcome(app.subscribeToIoTCore({ topicName: 't', qos: '1' }).activate()))
  show('subscribeToCertificateUpdates', await outcome(app.subscribeToCertificateUpdates({ certificateOptions: { certificateType: 'SERVER' } }).activate()))
}

async function services(app) {
  const document = payload => JSON.parse(Buffer.from(payload).toString())
  const accepted = await follow(app.subscribeToTopic({ topic: '$aws/things/gw-01/shadow/name/door/update/accepted' }))
  const update = state => app.updateThingShadow({ thingName: 'gw-01', shadowName: 'door', payload: JSON.stringify(state) })
  const first = document((await update({ state: { reported: { open: true }, desired: { open: false } }, clientToken: 'c' })).payload)
  show('updated', [first.state, first.version, first.clientToken])
  show('published', document((await accepted()).binaryMessage.message).version)
  const shadow = document((await app.getThingShadow({ thingName: 'gw-01', shadowName: 'door' })).payload)
  show('shadow', [shadow.state, shadow.version])
  const list = await app.listNamedShadowsForThing({ thingName: 'gw-01' })
  show('shadows', [list.results, list.timestamp instanceof Date])
  show('conflict', await outcome(update({ state: {}, version: 7 })))
  show('shadowInvalid', await outcome(app.updateThingShadow({ thingName: 'gw-01', payload: 'no json' })))
  show('deleted', await app.deleteThingShadow({ thingName: 'gw-01', shadowName: 'door' }))
  show('noShadow', await outcome(app.getThingShadow({ thingName: 'gw-01', shadowName: 'door' })))
  show('shadowDenied', await outcome(app.getThingShadow({ thingName: 'other' })))

  const secret = await app.getSecretValue({ secretId: 'door' })
  show('secret', [secret.secretId, secret.versionStage, secret.secretValue.secretString])
  show('secretDenied', await outcome(app.getSecretValue({ secretId: 'other' })))
  show('noSecret', await outcome(app.getSecretValue({ secretId: 'gone' })))

  const messages = await follow(app.subscribeToIoTCore({ topicName: 'site/#', qos: '1' }))
  show('sent', await app.publishToIoTCore({
    topicName: 'site/door', qos: '1', payload: 'open', userProperties: [{ key: 'k', value: 'v' }], correlationData: 'id', responseTopic: 'site/answers', payloadFormat: '1', contentType: 'text/plain',
  }))
  show('received', await messages())
  show('sendDenied', await outcome(app.publishToIoTCore({ topicName: 'other', qos: '0', payload: 'x' })))
  show('receiveDenied', await outcome(app.subscribeToIoTCore({ topicName: '#', qos: '0' }).activate()))
}

async function main() {
  if (process.argv[2] === 'services') {
    const app = await connect(process.env.APP_TOKEN)
    await services(app)
    await app.close()
    return
  }
  show('wrongToken', await connect('WRONG').then(() => 'connected', failure))
  const app = await connect(process.env.APP_TOKEN)
  const cli = await connect(process.env.CLI_TOKEN)
  const streams = await connect(process.env.STREAM_MANAGER_TOKEN)
  await pubsub(app)
  await configuration(app)
  await lifecycle(app)
  await management(cli, app)
  await platform(app, streams)
  await unsupported(app)
  for (const client of [app, cli, streams]) await client.close()
  show('end', 0)
}

main().then(() => process.exit(0), e => {
  console.error(e, e.serviceError)
  process.exit(1)
})
