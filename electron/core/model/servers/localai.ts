import { door, type ModelServer, written } from './server.ts';

const source = 'LocalAI core/http routes, Dockerfile and documentation';

export const localai: ModelServer = {
  id: 'localai',
  title: 'LocalAI',
  protocol: 'openai',
  image: { repository: /(^|\/)local-?ai$/, command: /\blocal-ai\b/, env: /^LOCALAI_/, ports: [] },
  signs: [
    { path: '/readyz', text: /^OK$/, own: false, says: 'is answered by OK' },
    { path: '/system', has: ['backends', 'loaded_models'], own: true, says: 'tells backends and loaded models' },
    { path: '/models/available', has: ['[0].gallery'], own: true, says: 'lists models of a gallery' },
    { path: '/', text: /LocalAI/, own: true, says: 'is LocalAI’s page' },
  ],
  signsTold: written(source),
  ports: { inference: [8080], grpc: [], admin: [] },
  paths: {
    live: '/healthz',
    ready: '/readyz',
    predict: '/v1/chat/completions',
    schema: '/swagger/doc.json',
    version: '/version',
    told: written(source),
  },
  sample: {
    method: 'POST',
    path: '/v1/chat/completions',
    body: { model: '{model}', messages: [{ role: 'user', content: 'hi' }], max_tokens: 8 },
  },
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: null,
    names: { requests: ['api_call'], errors: [], duration: ['api_call'], saturation: [], tokens: [] },
    told: written(source),
  },
  runtime: {
    stop: 'SIGTERM shuts the application down',
    stopSeconds: null,
    limits: 'what its backend has',
    user: 'root; writes /models, /backends, /configuration and /data',
    watchOut: 'its image’s health check gives it 60 minutes to start, and says "starting" as long',
    told: written(source),
  },
  sideDoors: [
    door('POST /models/apply', 'changes', 'downloads and installs a model'),
    door('POST /models/delete/{model}', 'changes', 'removes a model'),
    door('POST /backends/apply', 'changes', 'downloads and runs a backend'),
    door('POST /backend/shutdown', 'changes', 'stops the model'),
    door('GET /system', 'tells', 'tells what is installed'),
  ],
  doorsTold: written(source),
};
