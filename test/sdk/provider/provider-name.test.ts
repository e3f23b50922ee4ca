import { expect, test } from 'vitest'
import { providerName } from '../../../sdk/provider/read/provider-name.ts'

const own = { defaultProvider: 'the wire’s own' }

test.each([
  ['https://api.openai.com/v1/chat/completions', 'openai'],
  ['https://eu.api.openai.com/v1/chat/completions', 'openai'],
  ['https://mine.openai.azure.com/openai/deployments/d/chat/completions', 'azure.ai.openai'],
  ['https://mine.openai.azure.us/openai/v1/responses', 'azure.ai.openai'],
  ['https://mine.services.ai.azure.com/openai/v1/chat/completions', 'azure.ai.openai'],
  ['https://mine.services.ai.azure.com/models/chat/completions', 'azure.ai.inference'],
  ['https://api.groq.com/openai/v1/chat/completions', 'groq'],
  ['https://api.deepseek.com/chat/completions', 'deepseek'],
  ['https://api.x.ai/v1/chat/completions', 'x_ai'],
  ['https://api.mistral.ai/v1/chat/completions', 'mistral_ai'],
  ['https://api.perplexity.ai/chat/completions', 'perplexity'],
  ['https://api.moonshot.ai/v1/chat/completions', 'moonshot_ai'],
  ['https://api.kimi.com/coding/v1/chat/completions', 'moonshot_ai'],
  ['https://us-east-1.api.x.ai/v1/responses', 'x_ai'],
  ['https://openrouter.ai/api/v1/chat/completions', 'the wire’s own'],
  ['https://api.together.xyz/v1/chat/completions', 'the wire’s own'],
  ['https://api.anthropic.com/v1/messages', 'anthropic'],
  ['https://generativelanguage.googleapis.com/v1beta/models/g:generateContent', 'gcp.gemini'],
  ['https://aiplatform.googleapis.com/v1/publishers/google/models/g:generateContent', 'gcp.vertex_ai'],
  ['https://europe-west4-aiplatform.googleapis.com/v1/publishers/google/models/g:generateContent', 'gcp.vertex_ai'],
  ['https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions', 'aws.bedrock'],
  ['https://bedrock-mantle.us-east-1.api.aws/v1/responses', 'aws.bedrock'],
  ['http://127.0.0.1:4000/v1/chat/completions', 'the wire’s own'],
  ['https://api.openai.com.evil.example/v1/chat/completions', 'the wire’s own'],
  ['https://notapi.openai.com/v1/chat/completions', 'the wire’s own'],
])('%s is %s', (url, expected) => {
  expect(providerName(new URL(url), own)).toBe(expected)
})
