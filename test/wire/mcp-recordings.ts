/** Recorded sequences of MCP over Streamable HTTP, at `$GENAI_WIRE`; others' data, read in place. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { wireDirectory } from './recordings.ts'

/** What an independent program read from the raw bytes; absent is not compared, except where a span has something else. */
export interface McpExpected {
  readonly status: number
  readonly http_method: string
  readonly rpc_method?: string
  readonly rpc_id?: string | number
  readonly tool_name?: string
  readonly prompt_name?: string
  readonly resource_uri?: string
  readonly is_error?: boolean
  readonly error_code?: number | null
  readonly error_message_length?: number
  readonly protocol_version?: string
  readonly notifications?: readonly string[]
  readonly server_requests?: readonly string[]
  readonly output_text_length: number
  readonly output_text_sha256: string
}

export interface McpExchange {
  readonly dir: string
  readonly expected: McpExpected
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: { readonly [name: string]: string }
    readonly body: unknown
  }
  readonly response: { readonly status: number; readonly headers: { readonly [name: string]: string } }
  readonly body: Uint8Array
}

export interface McpSequence {
  readonly name: string
  readonly exchanges: readonly McpExchange[]
}

interface Listed {
  readonly id: string
  readonly exchanges: readonly { readonly dir: string; readonly api: string; readonly expected: McpExpected }[]
}

export function mcpSequences(): readonly McpSequence[] {
  const manifest: Listed[] = readJson(join(wireDirectory, 'manifest.json'))
  return manifest
    .map(({ id, exchanges }) => ({
      name: id,
      exchanges: exchanges
        .filter(({ api }) => api === 'mcp-http')
        .map(({ dir, expected }) => read(join(wireDirectory, 'cases', id, dir), dir, expected)),
    }))
    .filter(({ exchanges }) => exchanges.length > 0)
}

function read(directory: string, dir: string, expected: McpExpected): McpExchange {
  const file = readdirSync(directory).find((name) => name.startsWith('body.'))
  return {
    dir,
    expected,
    request: readJson(join(directory, 'request.json')),
    response: readJson(join(directory, 'response.json')),
    body: file === undefined ? new Uint8Array() : readFileSync(join(directory, file)),
  }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
