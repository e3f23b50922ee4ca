/** An HTTP/2 server that answers with what it was sent: Chromium streams an upload over nothing less. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Echo {
  readonly origin: string
  close(): Promise<void>
}

const run = promisify(execFile)

async function certificate(): Promise<{ readonly key: Buffer; readonly cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'guest-certificate-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1']
    await run('openssl', ['req', ...kind, '-keyout', keyFile, '-out', certFile])
    return { key: await readFile(keyFile), cert: await readFile(certFile) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' }

async function answer(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
  response.writeHead(200, cors)
  for await (const part of request) response.write(part)
  response.end()
}

/** `undefined` where there is no openssl to make a certificate. */
export async function startEcho(): Promise<Echo | undefined> {
  const pair = await certificate().catch(() => undefined)
  if (!pair) return undefined
  const server = createSecureServer(pair, (request, response) => void answer(request, response).catch(() => response.stream.close()))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return {
    origin: `https://127.0.0.1:${address.port}`,
    close: () => new Promise((done) => server.close(() => done())),
  }
}
