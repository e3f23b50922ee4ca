import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { ensureCollector } from '../../scripts/collector/collector.mjs'
import { startLoopback, type Loopback } from './loopback.ts'

export interface Collector {
  /** The endpoint for `otlp: { url }`. */
  readonly url: string
  /** Every OTLP/JSON document that was handed on so far. */
  documents(): readonly string[]
  stop(): Promise<void>
}

const READY_TIMEOUT = 30_000
const STOP_TIMEOUT = 5_000

/**
 * A real Collector on free loopback ports: OTLP/HTTP in, with CORS for any page on localhost, OTLP/JSON out to a sink in this process.
 * @throws {Error} when it cannot be built or does not start
 */
export async function startCollector(): Promise<Collector> {
  const binary = await ensureCollector()
  const documents: string[] = []
  const sink = await startSink(documents)
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'genai-collector-'))
  const config = join(folder, 'config.yaml')
  writeFileSync(config, configuration(port, sink.port))
  const child = spawn(binary, ['--config', `file:${config}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  // The last resort: a test that is killed must not leave a Collector behind.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    await end(child)
    await sink.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await ready(child)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://127.0.0.1:${port}/v1/traces`, documents: () => documents, stop }
}

/** `telemetry.metrics` would take port 8888; the short batch is what the test waits for. */
function configuration(port: number, sinkPort: number): string {
  return `
receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:${port}
        cors: { allowed_origins: ["http://localhost:*", "http://127.0.0.1:*"], allowed_headers: ["*"] }
processors:
  batch: { timeout: 100ms }
exporters:
  otlphttp: { endpoint: "http://127.0.0.1:${sinkPort}", encoding: json, compression: none, retry_on_failure: { enabled: false } }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [otlphttp] }
`
}

/** A server that keeps what it gets: with CORS for any page, as a Collector that hands on what came, at once. */
export async function startPlainServer(): Promise<Collector> {
  const documents: string[] = []
  const server = await startSink(documents)
  return {
    url: `${server.origin}/v1/traces`,
    documents: () => documents,
    stop: server.close,
  }
}

function startSink(documents: string[]): Promise<Loopback> {
  return startLoopback((request, response) => {
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*')
    if (request.method === 'OPTIONS') return void response.end()
    void readText(request).then((body) => {
      documents.push(body)
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
}

/** The Collector does not say which port it took for `:0`, so a free one is looked for first. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => reject(new Error(`the Collector is not ready after ${READY_TIMEOUT} ms:\n${log}`)), READY_TIMEOUT)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (log.includes('Everything is ready')) resolve(clearTimeout(timer))
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the Collector ended with ${code}:\n${log}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT)
  await exit
  clearTimeout(timer)
}
