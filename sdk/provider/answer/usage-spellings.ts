/**
 * Under which names providers, gateways and clients tell what they counted: one table of spellings for each fact. A spelling is the path from the
 * usage object, with a dot between its steps. Where an answer has two of them, one that counted something holds before a 0, then the earlier one.
 */

export type Direction = 'input' | 'toolInput' | 'output' | 'cacheRead'
export const MODALITIES = ['text', 'image', 'audio', 'video', 'document'] as const
export type Modality = (typeof MODALITIES)[number]

/** Whole numbers. */
export const COUNTS = {
  inputTokens: [
    'prompt_tokens', // Chat Completions
    'input_tokens', // Responses, Anthropic
    'promptTokenCount', // Gemini
    'prompt_token_count',
    'total_input_tokens', // Gemini Interactions
    'prompt_eval_count', // Ollama
    'tokens.input_tokens', // Cohere
    'inputTokens', // AI SDK, Bedrock
    'inputTokens.total',
    'promptTokens', // AI SDK 4
    'inputTokenCount', // Bedrock, at the end of Anthropic's stream
  ],
  outputTokens: [
    'completion_tokens',
    'output_tokens',
    'candidatesTokenCount',
    'candidates_token_count',
    'total_output_tokens',
    'eval_count',
    'tokens.output_tokens',
    'outputTokens',
    'outputTokens.total',
    'completionTokens',
    'outputTokenCount',
  ],
  totalTokens: ['total_tokens', 'totalTokenCount', 'total_token_count', 'totalTokens'],
  cacheReadTokens: [
    'prompt_tokens_details.cached_tokens', // OpenAI
    'prompt_token_details.cached_tokens', // Mistral, as some of its servers spell it
    'input_tokens_details.cached_tokens',
    'cache_read_input_tokens', // Anthropic, LiteLLM
    'cachedContentTokenCount',
    'cached_content_token_count',
    'total_cached_tokens',
    'num_cached_tokens', // Mistral
    'prompt_cache_hit_tokens', // DeepSeek
    'cached_tokens', // Moonshot, Together, Hugging Face, Cohere
    'prompt_tokens_details.cache_read_tokens',
    'prompt_tokens_details.cache_read_input_tokens',
    'input_tokens_details.cache_read_tokens',
    'input_token_details.cache_read', // LangChain
    'inputTokenDetails.cacheReadTokens', // AI SDK
    'inputTokens.cacheRead',
    'cachedInputTokens',
    'cacheReadInputTokens', // Bedrock
    'cacheReadInputTokenCount',
    'cache_n', // llama.cpp
  ],
  cacheMissTokens: ['prompt_cache_miss_tokens'],
  cacheWriteTokens: [
    'prompt_tokens_details.cache_write_tokens', // OpenAI, OpenRouter
    'input_tokens_details.cache_write_tokens',
    'cache_creation_input_tokens', // Anthropic, LiteLLM
    'cache_write_input_tokens',
    'cache_write_tokens',
    'prompt_tokens_details.cache_creation_tokens', // LiteLLM
    'prompt_tokens_details.cache_creation_input_tokens',
    'input_tokens_details.cache_creation_tokens',
    'input_tokens_details.cache_creation_input_tokens',
    'input_token_details.cache_creation',
    'inputTokenDetails.cacheWriteTokens',
    'inputTokens.cacheWrite',
    'cacheWriteInputTokens',
    'cacheWriteInputTokenCount',
  ],
  cacheWrite5mTokens: [
    'cache_creation.ephemeral_5m_input_tokens',
    'prompt_tokens_details.cache_creation.ephemeral_5m_input_tokens',
    'prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens',
    'cache_creation_token_details.ephemeral_5m_input_tokens',
    'input_token_details.ephemeral_5m_input_tokens',
  ],
  cacheWrite1hTokens: [
    'cache_creation.ephemeral_1h_input_tokens',
    'prompt_tokens_details.cache_creation.ephemeral_1h_input_tokens',
    'prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens',
    'cache_creation_token_details.ephemeral_1h_input_tokens',
    'input_token_details.ephemeral_1h_input_tokens',
  ],
  reasoningTokens: [
    'completion_tokens_details.reasoning_tokens',
    'output_tokens_details.reasoning_tokens',
    'output_tokens_details.thinking_tokens', // Anthropic
    'thoughtsTokenCount',
    'thoughts_token_count',
    'total_thought_tokens',
    'tokens.reasoning_tokens',
    'reasoning_tokens', // Perplexity
    'output_token_details.reasoning',
    'outputTokenDetails.reasoningTokens',
    'outputTokens.reasoning',
    'reasoningTokens',
  ],
  toolInputTokens: ['toolUsePromptTokenCount', 'tool_use_prompt_token_count', 'total_tool_use_tokens', 'connector_tokens'],
  billedInputTokens: ['billed_units.input_tokens'],
  billedOutputTokens: ['billed_units.output_tokens'],
  acceptedPredictionTokens: ['completion_tokens_details.accepted_prediction_tokens', 'draft_n_accepted'],
  rejectedPredictionTokens: ['completion_tokens_details.rejected_prediction_tokens'],
  citationTokens: ['citation_tokens'],
  contextInputTokens: ['context_details.input_tokens'],
  contextOutputTokens: ['context_details.output_tokens'],
  imageGenerationInputTokens: ['image_gen.input_tokens'],
  imageGenerationOutputTokens: ['image_gen.output_tokens'],
  webSearches: [
    'server_tool_use.web_search_requests',
    'web_search.num_requests',
    'num_search_queries',
    'server_side_tool_usage_details.web_search_calls',
  ],
  webFetches: ['server_tool_use.web_fetch_requests'],
  codeExecutions: ['server_tool_use.code_execution_requests', 'server_side_tool_usage_details.code_interpreter_calls'],
  toolSearches: ['server_tool_use.tool_search_requests'],
  serverTools: ['num_server_side_tools_used'],
  sources: ['num_sources_used'],
  costTicks: ['cost_in_usd_ticks'],
  costNanoAiu: ['total_nano_aiu'],
} as const

/** Numbers of any kind: money and time. */
export const MEASURES = {
  cost: ['cost', 'cost.total_cost', 'estimated_cost'],
  costInput: ['cost.input_tokens_cost', 'cost_details.upstream_inference_prompt_cost', 'cost_details.upstream_inference_input_cost'],
  costOutput: [
    'cost.output_tokens_cost',
    'cost_details.upstream_inference_completions_cost',
    'cost_details.upstream_inference_output_cost',
  ],
  costRequest: ['cost.request_cost'],
  costUpstream: ['cost_details.upstream_inference_cost'],
  audioSeconds: ['prompt_audio_seconds'],
  // Groq (in its usage) and Cerebras (beside it) count seconds.
  totalSeconds: ['total_time', 'total_latency'],
  queueSeconds: ['queue_time'],
  promptSeconds: ['prompt_time'],
  completionSeconds: ['completion_time'],
  // Bedrock and llama.cpp count milliseconds.
  totalMilliseconds: ['invocationLatency'],
  promptMilliseconds: ['prompt_ms'],
  completionMilliseconds: ['predicted_ms'],
  // Ollama counts nanoseconds.
  totalNanoseconds: ['total_duration'],
  loadNanoseconds: ['load_duration'],
  promptNanoseconds: ['prompt_eval_duration'],
  completionNanoseconds: ['eval_duration'],
} as const

/** Words, and whether something is so. */
export const LABELS = {
  serviceTier: ['service_tier', 'serviceTier', 'trafficType'],
  speed: ['speed'],
  inferenceGeo: ['inference_geo'],
  searchContext: ['search_context_size'],
  byok: ['is_byok'],
} as const

/** Objects that have a count for each modality, `<modality>_tokens`. */
export const MODALITY_OBJECTS: { readonly [direction in Direction]: readonly string[] } = {
  input: ['prompt_tokens_details', 'input_tokens_details', 'prompt_token_details'],
  toolInput: [],
  output: ['completion_tokens_details', 'output_tokens_details'],
  cacheRead: ['prompt_tokens_details.cached_tokens_details', 'input_tokens_details.cached_tokens_details'],
}

/** Other spellings of a modality's count. */
export const MODALITY_COUNTS: { readonly [spelling: string]: `${Modality}.${Direction}` } = {
  audio_prompt_tokens: 'audio.input', // Azure
  audio_completion_tokens: 'audio.output',
  'input_token_details.audio': 'audio.input', // LangChain
  'output_token_details.audio': 'audio.output',
}

/** Lists with an item for each modality: `{ modality, tokenCount }` (Gemini) or `{ modality, tokens }` (its Interactions). */
export const MODALITY_LISTS: { readonly [direction in Direction]: readonly string[] } = {
  input: ['promptTokensDetails', 'prompt_tokens_details', 'input_tokens_by_modality'],
  toolInput: ['toolUsePromptTokensDetails', 'tool_use_prompt_tokens_details', 'tool_use_tokens_by_modality'],
  output: ['candidatesTokensDetails', 'candidates_tokens_details', 'output_tokens_by_modality'],
  cacheRead: ['cacheTokensDetails', 'cache_tokens_details', 'cached_tokens_by_modality'],
}

export type Count = keyof typeof COUNTS | `${Modality}.${Direction}`
export type Measure = keyof typeof MEASURES
export type Label = keyof typeof LABELS
