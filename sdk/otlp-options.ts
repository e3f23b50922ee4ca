/** Reads the option `otlp`. */
import type { OtlpOptions } from './options.ts'

export interface KnownOtlp {
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly protocol: 'http/json' | 'http/protobuf'
}

/** @throws TypeError that says how to put it right */
export function readOtlp({ url, headers = {}, protocol = 'http/json' }: OtlpOptions): KnownOtlp {
  if (protocol !== 'http/json' && protocol !== 'http/protobuf') {
    throw new TypeError(`otlp.protocol must be 'http/json' or 'http/protobuf' (browsers speak no gRPC), not ${JSON.stringify(protocol)}`)
  }
  const address = parse(url)
  if (address.protocol !== 'http:' && address.protocol !== 'https:') {
    throw new TypeError(`otlp.url must be an http(s) URL, not ${address.protocol}`)
  }
  return { url: address, headers, protocol }
}

function parse(url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw new TypeError(`otlp.url must be an absolute URL such as http://localhost:4318/v1/traces, not ${JSON.stringify(url)}`)
  }
}
