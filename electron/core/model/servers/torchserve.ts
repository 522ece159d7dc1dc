import { door, type ModelServer, written } from './server.ts';

const source =
  'TorchServe documentation (inference, management and metrics API, token authorization) and its Dockerfile';

export const torchserve: ModelServer = {
  id: 'torchserve',
  title: 'TorchServe',
  protocol: 'torchserve',
  image: { repository: /(^|\/)torchserve(-\w+)?$/, command: /\btorchserve\b/, env: /^TS_/, ports: [7070, 7071] },
  signs: [
    {
      path: '/ping',
      status: [200, 500],
      equals: { status: /^(Partial )?(Healthy|Unhealthy)$/i },
      own: false,
      says: 'tells how healthy its workers are',
    },
    {
      path: '/',
      status: [404, 405],
      equals: { type: /^(ResourceNotFound|MethodNotAllowed)Exception$/ },
      own: true,
      says: 'is refused as TorchServe does',
    },
    { path: '/models', has: ['models[0].modelUrl'], own: true, says: 'lists models with their archives' },
    { path: '/metrics', text: /^# TYPE (ts_inference_|Requests2XX)/m, own: true, says: 'has metrics named ts_…' },
  ],
  signsTold: written(source),
  ports: {
    inference: [8080],
    grpc: [7070, 7071],
    admin: [
      { port: 8081, what: 'registers, scales and removes models' },
      { port: 8082, what: 'metrics' },
      { port: 7071, what: 'the same administration over gRPC' },
    ],
  },
  paths: {
    live: '/ping',
    ready: '/ping',
    predict: '/predictions/{model}',
    schema: null,
    version: null,
    told: written(source),
  },
  sample: null,
  metrics: {
    path: '/metrics',
    port: 8082,
    onlyWith: null,
    names: {
      requests: ['ts_inference_requests_total', 'Requests2XX'],
      errors: ['Requests4XX', 'Requests5XX'],
      duration: ['ts_inference_latency_microseconds'],
      saturation: ['ts_queue_latency_microseconds', 'QueueTime', 'GPUUtilization', 'MemoryUsed'],
      tokens: [],
    },
    told: written('TorchServe documentation, metrics'),
  },
  runtime: {
    stop: 'its script passes no signal on and ends in "tail -f /dev/null": killed, and a dead server leaves the container running',
    stopSeconds: null,
    limits: 'job_queue_size 100 (1000 in its image), then 503; a response within 120 s',
    user: 'model-server',
    watchOut: 'no longer maintained, no security fixes; its stock script turns token authentication off',
    told: written('TorchServe docker/dockerd-entrypoint.sh and README'),
  },
  sideDoors: [
    door('POST /models', 'changes', 'downloads a model archive, which is code, and runs it', { port: 8081 }),
    door('DELETE /models/{model}', 'changes', 'removes a model', { port: 8081 }),
    door('PUT /models/{model}', 'changes', 'scales its workers', { port: 8081 }),
    door('GET /metrics', 'tells', 'tells of every model', { port: 8082 }),
  ],
  doorsTold: written(source),
};
