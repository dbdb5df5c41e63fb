import { provider } from '../provider.ts'
import type { Rule } from '../rule.ts'

/** Models, and services around them. */
export const models: readonly Rule[] = [
  provider({
    name: 'openai-key',
    title: 'OpenAI API key: of a project, a service account, an administrator, or the older form',
    tokens: [
      'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}',
      ...['sk-proj-', 'sk-svcacct-', 'sk-admin-'].map((prefix) => `${prefix}[\\w-]{48,220}`),
    ],
  }),
  provider({
    name: 'anthropic-key',
    title: 'Anthropic API, administration or OAuth key',
    tokens: ['api03', 'admin01', 'oat01', 'ort01'].map((kind) => `sk-ant-${kind}-[\\w-]{86,120}`),
  }),
  provider({
    name: 'hugging-face-token',
    title: 'Hugging Face access token',
    tokens: ['hf_[A-Za-z]{34}', 'api_org_[A-Za-z]{34}'],
    verify: (value) => /[A-Z]/.test(value) && /[a-z]/.test(value),
  }),
  provider({ name: 'groq-key', title: 'Groq API key', tokens: ['gsk_[A-Za-z0-9]{52}'] }),
  provider({ name: 'xai-key', title: 'xAI API key', tokens: ['xai-[A-Za-z0-9]{80}'] }),
  provider({ name: 'perplexity-key', title: 'Perplexity API key', tokens: ['pplx-[A-Za-z0-9]{48}'] }),
  provider({ name: 'openrouter-key', title: 'OpenRouter API key', tokens: ['sk-or-v1-[0-9a-f]{64}'] }),
  provider({
    name: 'replicate-token',
    title: 'Replicate API token',
    tokens: ['r8_[A-Za-z0-9]{37}'],
    verify: (value) => /[A-Z]/.test(value) && /[a-z]/.test(value),
  }),
  provider({
    name: 'langsmith-key',
    title: 'LangSmith API key',
    tokens: ['lsv2_pt_[0-9a-f]{32}_[0-9a-f]{10}', 'lsv2_sk_[0-9a-f]{32}_[0-9a-f]{10}'],
  }),
]
