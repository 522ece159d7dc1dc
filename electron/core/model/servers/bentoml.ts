import { door, type ModelServer, written } from './server.ts';

const source = 'BentoML _bentoml_impl/server/app.py and documentation';

export const bentoml: ModelServer = {
  id: 'bentoml',
  title: 'BentoML',
  protocol: 'bentoml',
  image: {
    repository: /(^|\/)bentoml$/,
    command: /\bbentoml (serve|start)\b/,
    env: /^(BENTO_PATH$|BENTOML_)/,
    ports: [],
  },
  signs: [
    {
      path: '/schema.json',
      has: ['name', 'routes'],
      equals: { type: /^service$/ },
      own: true,
      says: 'describes a service and its routes',
    },
    { path: '/docs.json', has: ['openapi', 'paths["/readyz"]'], own: true, says: 'describes routes as BentoML does' },
    { path: '/metrics', text: /^# TYPE bentoml_/m, own: true, says: 'has metrics named bentoml_…' },
    { path: '/livez', own: false, says: 'answers' },
  ],
  signsTold: written(source),
  ports: { inference: [3000], grpc: [], admin: [{ port: 3001, what: 'metrics of its gRPC server' }] },
  paths: {
    live: '/livez',
    ready: '/readyz',
    predict: null,
    schema: '/docs.json',
    version: null,
    told: written(source),
  },
  sample: null,
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: null,
    names: {
      requests: ['bentoml_service_request_total'],
      errors: ['bentoml_service_request_total{http_response_code}'],
      duration: ['bentoml_service_request_duration_seconds'],
      saturation: ['bentoml_service_request_in_progress', 'bentoml_service_adaptive_batch_size'],
      tokens: [],
    },
    told: written('BentoML documentation, observability'),
  },
  runtime: {
    stop: 'SIGTERM; --timeout-graceful-shutdown bounds it',
    stopSeconds: null,
    limits: 'traffic.timeout 60 s; traffic.max_concurrency, then 429, only where it is set',
    user: 'bentoml',
    watchOut: 'its pages / and /docs.json describe everything to everybody',
    told: written(source),
  },
  sideDoors: [
    door('GET /docs.json', 'tells', 'describes every route'),
    door('GET /schema.json', 'tells', 'describes every route'),
    door('GET /metrics', 'tells', 'tells of every service'),
  ],
  doorsTold: written(source),
};
