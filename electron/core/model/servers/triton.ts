import { repositoryDoors } from './oip-doors.ts';
import { door, type ModelServer, written } from './server.ts';

const source = 'Triton Inference Server documentation (protocol, metrics, deploy guide) and main.cc';

export const triton: ModelServer = {
  id: 'triton',
  title: 'Triton Inference Server',
  protocol: 'triton',
  image: {
    repository: /(^|\/)tritonserver$/,
    command: /\btritonserver\b/,
    env: /^(NVIDIA_)?TRITON_/,
    ports: [],
  },
  signs: [
    { path: '/v2', equals: { name: /^triton$/ }, own: true, says: 'names the server triton' },
    { path: '/v2/trace/setting', has: ['trace_rate'], own: true, says: 'tells its trace settings' },
    { path: '/v2/logging', has: ['log_verbose_level'], own: true, says: 'tells its log settings' },
    { path: '/v2/health/live', own: false, says: 'answers' },
    { path: '/metrics', text: /^# TYPE nv_inference_/m, own: true, says: 'has metrics named nv_…' },
  ],
  signsTold: written(source),
  ports: { inference: [8000], grpc: [8001], admin: [{ port: 8002, what: 'metrics of every model and GPU' }] },
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
    port: 8002,
    onlyWith: null,
    names: {
      requests: ['nv_inference_request_success', 'nv_inference_count'],
      errors: ['nv_inference_request_failure'],
      duration: ['nv_inference_request_duration_us'],
      saturation: ['nv_inference_pending_request_count', 'nv_inference_queue_duration_us', 'nv_gpu_utilization'],
      tokens: [],
    },
    told: written('Triton documentation, metrics: durations are sums, quantiles need --metrics-config'),
  },
  runtime: {
    stop: 'SIGTERM drains for up to --exit-timeout-secs',
    stopSeconds: 30,
    limits: 'the queue policy of each model; without one no limit',
    user: 'root, with an unused user 1000 (triton-server)',
    watchOut: 'keep --model-control-mode none: with explicit anybody loads models; the repository is code',
    told: written(source),
  },
  sideDoors: [
    ...repositoryDoors,
    door('POST /v2/trace/setting', 'changes', 'writes traces into files'),
    door('POST /v2/logging', 'changes', 'changes its log'),
    door('POST /v2/systemsharedmemory/region/{model}/register', 'changes', 'opens shared memory of its host'),
    door('GET /metrics', 'tells', 'tells of every model', { port: 8002 }),
  ],
  doorsTold: written('Triton documentation, deploy guide'),
};
