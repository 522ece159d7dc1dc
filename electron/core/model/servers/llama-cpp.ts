import { door, type ModelServer, real, written } from './server.ts';

const source = 'llama-server 0.7.0 (Debian sid), run with a model of our own; its README';

export const llamaCpp: ModelServer = {
  id: 'llama-cpp',
  title: 'llama.cpp server',
  protocol: 'openai',
  image: {
    repository: /(^|\/)llama\.cpp(-server)?$/,
    command: /\bllama-server\b/,
    env: /^LLAMA_(ARG|SERVER|LOG)_/,
    ports: [],
  },
  signs: [
    {
      path: '/props',
      has: ['default_generation_settings', 'total_slots'],
      own: true,
      says: 'describes llama.cpp’s slots',
    },
    {
      path: '/v1/models',
      equals: { 'data[0].owned_by': /^llamacpp$/ },
      own: true,
      says: 'lists models owned by llamacpp',
    },
    {
      path: '/health',
      status: [200, 503],
      header: ['server', /^llama\.cpp$/],
      own: true,
      says: 'is answered by "llama.cpp"',
    },
    { path: '/metrics', text: /^# TYPE llamacpp:/m, own: true, says: 'has metrics named llamacpp:…' },
  ],
  signsTold: real(source),
  ports: { inference: [8080, 9931], grpc: [], admin: [] },
  paths: {
    live: '/health',
    ready: '/health',
    predict: '/v1/completions',
    schema: '/props',
    version: '/props',
    told: real(source),
  },
  sample: { method: 'POST', path: '/completion', body: { prompt: 'hi', n_predict: 8 } },
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: '--metrics',
    names: {
      requests: [],
      errors: [],
      duration: ['llamacpp:prompt_seconds_total', 'llamacpp:tokens_predicted_seconds_total'],
      saturation: ['llamacpp:requests_processing', 'llamacpp:requests_deferred', 'llamacpp:n_busy_slots_per_decode'],
      tokens: ['llamacpp:prompt_tokens_total', 'llamacpp:tokens_predicted_total'],
    },
    told: real(source),
  },
  runtime: {
    stop: 'SIGTERM ends it in order: 1.6 s, exit 0, measured without load',
    stopSeconds: null,
    limits: '-np requests at once (4 by itself); the rest waits without a limit',
    user: 'root in its image; the program and a read-only model are all that it needs',
    watchOut:
      'set --host and --port, since both defaults changed; its page and CORS for any origin are on unless turned off',
    told: written('llama.cpp tools/server/README.md; stop measured on 0.7.0'),
  },
  sideDoors: [
    door('POST /slots/0', 'changes', 'writes and erases what a slot remembers', { onlyWith: '--slot-save-path' }),
    door('GET /slots', 'tells', 'tells what is being worked on', { onlyWith: '--slots' }),
    door('GET /props', 'tells', 'tells paths and settings'),
    door('POST /props', 'changes', 'changes its settings', { onlyWith: '--props' }),
    door('POST /lora-adapters', 'changes', 'changes the scale of adapters for everybody'),
    door('POST /models/load', 'changes', 'loads a model', { onlyWith: 'router mode' }),
    door('POST /tools', 'changes', 'reads and writes files of its container', { onlyWith: '--tools' }),
    door('POST /completion', 'runs', 'runs the model by its own interface'),
  ],
  doorsTold: written('llama.cpp tools/server/README.md'),
};
