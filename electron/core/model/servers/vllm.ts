import { door, type ModelServer, written } from './server.ts';

const source = 'vLLM documentation (OpenAI-compatible server, metrics, security) and entrypoints/openai/api_server.py';

export const vllm: ModelServer = {
  id: 'vllm',
  title: 'vLLM',
  protocol: 'openai',
  image: {
    repository: /(^|\/)vllm(-openai|-cpu|-rocm|-tpu)?(-release-repo)?$/,
    command: /\bvllm( serve\b|\.entrypoints\.)/,
    env: /^VLLM_/,
    ports: [],
  },
  signs: [
    { path: '/v1/models', equals: { 'data[0].owned_by': /^vllm$/ }, own: true, says: 'lists models owned by vllm' },
    { path: '/metrics', text: /^# TYPE vllm:/m, own: true, says: 'has metrics named vllm:…' },
    { path: '/load', has: ['server_load'], own: true, says: 'tells its load as vLLM does' },
    {
      path: '/openapi.json',
      has: ['paths["/v1/chat/completions/render"]'],
      own: true,
      says: 'describes routes that only vLLM has',
    },
    { path: '/version', has: ['version'], own: false, says: 'tells a version' },
  ],
  signsTold: written(source),
  ports: { inference: [8000], grpc: [], admin: [] },
  paths: {
    live: '/health',
    ready: '/v1/models',
    predict: '/v1/completions',
    schema: '/openapi.json',
    version: '/version',
    told: written(source),
  },
  sample: {
    method: 'POST',
    path: '/v1/completions',
    body: { model: '{model}', prompt: 'hi', max_tokens: 8, temperature: 0 },
  },
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: null,
    names: {
      requests: ['vllm:request_success_total', 'http_requests_total'],
      errors: ['http_requests_total{status="5xx"}'],
      duration: [
        'vllm:e2e_request_latency_seconds',
        'vllm:time_to_first_token_seconds',
        'vllm:inter_token_latency_seconds',
      ],
      saturation: [
        'vllm:num_requests_waiting',
        'vllm:num_requests_running',
        'vllm:kv_cache_usage_perc',
        'vllm:request_queue_time_seconds',
      ],
      tokens: ['vllm:prompt_tokens_total', 'vllm:generation_tokens_total'],
    },
    told: written('vLLM documentation, production metrics'),
  },
  runtime: {
    stop: 'SIGTERM; --shutdown-timeout is 0 unless it is set, and then what is under way is cut off',
    stopSeconds: 0,
    limits: '--max-num-seqs at once; its queue has no limit',
    user: 'root by default; writes caches of Hugging Face and of compiled code',
    watchOut: '--api-key protects only /v1, /v2 and /inference: every other route stays open',
    told: written(source),
  },
  sideDoors: [
    door('POST /invocations', 'runs', 'runs the model past the key'),
    door('POST /inference/v1/generate', 'runs', 'runs the model on tokens'),
    door('POST /tokenize', 'tells', 'turns text into tokens without a key'),
    door('POST /detokenize', 'tells', 'turns tokens into text without a key'),
    door('POST /pause', 'changes', 'stops generation for everybody', { onlyWith: 'VLLM_SERVER_DEV_MODE=1' }),
    door('POST /sleep', 'changes', 'takes the model out of memory', { onlyWith: 'VLLM_SERVER_DEV_MODE=1' }),
    door('POST /update_weights', 'changes', 'replaces the weights', { onlyWith: 'VLLM_SERVER_DEV_MODE=1' }),
    door('POST /collective_rpc', 'changes', 'calls any method of its workers', { onlyWith: 'VLLM_SERVER_DEV_MODE=1' }),
    door('POST /v1/load_lora_adapter', 'changes', 'loads an adapter', { onlyWith: 'VLLM_ALLOW_RUNTIME_LORA_UPDATING' }),
    door('POST /start_profile', 'changes', 'slows it down by profiling', { onlyWith: '--profiler-config' }),
  ],
  doorsTold: written('vLLM documentation, security'),
};
