import { repositoryDoors } from './oip-doors.ts';
import { door, type ModelServer, written } from './server.ts';

const source = 'MLServer mlserver/rest, settings.py and documentation';

export const mlserver: ModelServer = {
  id: 'mlserver',
  title: 'MLServer',
  protocol: 'oip-v2',
  image: { repository: /(^|\/)mlserver(-slim)?$/, command: /\bmlserver start\b/, env: /^MLSERVER_/, ports: [] },
  signs: [
    { path: '/v2', equals: { name: /^mlserver$/ }, own: true, says: 'names the server mlserver' },
    { path: '/v2/docs/dataplane.json', has: ['openapi'], own: true, says: 'describes its routes where MLServer does' },
    { path: '/v2/health/live', own: false, says: 'answers' },
  ],
  signsTold: written(source),
  ports: { inference: [8080], grpc: [8081], admin: [{ port: 8082, what: 'metrics' }] },
  paths: {
    live: '/v2/health/live',
    ready: '/v2/models/{model}/ready',
    predict: '/v2/models/{model}/infer',
    schema: '/v2/models/{model}',
    version: '/v2/models/{model}',
    told: written(source),
  },
  sample: null,
  metrics: {
    path: '/metrics',
    port: 8082,
    onlyWith: null,
    names: {
      requests: ['model_infer_request_success', 'rest_server_requests'],
      errors: ['model_infer_request_failure'],
      duration: ['rest_server_requests_duration_seconds'],
      saturation: ['parallel_request_queue', 'batch_request_queue', 'rest_server_requests_in_progress'],
      tokens: [],
    },
    told: written('MLServer documentation, metrics'),
  },
  runtime: {
    stop: 'SIGTERM ends it, its workers have 5 s; its image starts it through a shell',
    stopSeconds: 5,
    limits: 'adaptive batching is off; no limit of its own',
    user: '1000; any user works; writes .metrics',
    watchOut: 'the repository routes are on the model’s port',
    told: written(source),
  },
  sideDoors: [...repositoryDoors, door('GET /metrics', 'tells', 'tells of every model', { port: 8082 })],
  doorsTold: written(source),
};
