/** What the GenAI conventions borrow from the core ones, whose model is not beside theirs: types of attributes, and names that were given up. */

export const CORE_TYPES: ReadonlyMap<string, string> = new Map([
  ['azure.resource_provider.namespace', 'string'],
  ['client.address', 'string'],
  ['client.port', 'int'],
  ['error.type', 'string'],
  ['exception.message', 'string'],
  ['exception.stacktrace', 'string'],
  ['exception.type', 'string'],
  ['jsonrpc.protocol.version', 'string'],
  ['jsonrpc.request.id', 'string'],
  ['network.protocol.name', 'string'],
  ['network.protocol.version', 'string'],
  ['network.transport', 'string'],
  ['process.executable.name', 'string'],
  ['process.executable.path', 'string'],
  ['process.exit.code', 'int'],
  ['rpc.response.status_code', 'string'],
  ['server.address', 'string'],
  ['server.port', 'int'],
])

/** Names of older conventions, with what took their place. */
export const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system', 'gen_ai.provider.name'],
  ['gen_ai.prompt', 'gen_ai.input.messages'],
  ['gen_ai.completion', 'gen_ai.output.messages'],
  ['gen_ai.usage.prompt_tokens', 'gen_ai.usage.input_tokens'],
  ['gen_ai.usage.completion_tokens', 'gen_ai.usage.output_tokens'],
  ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_write.input_tokens'],
  ['gen_ai.openai.request.response_format', 'gen_ai.output.type'],
  ['gen_ai.openai.request.seed', 'gen_ai.request.seed'],
  ['gen_ai.openai.request.service_tier', 'openai.request.service_tier'],
  ['gen_ai.openai.response.service_tier', 'openai.response.service_tier'],
  ['gen_ai.openai.response.system_fingerprint', 'openai.response.system_fingerprint'],
  ['gen_ai.token.type', 'a metric of each type'],
  ['rpc.jsonrpc.request_id', 'jsonrpc.request.id'],
  ['rpc.jsonrpc.version', 'jsonrpc.protocol.version'],
  ['rpc.jsonrpc.error_code', 'rpc.response.status_code'],
])
