import { door, type ModelServer, written } from './server.ts';

const source = 'Ray Serve documentation (REST API, HTTP proxy, monitoring) and serve/_private/constants.py';
const dashboard = 8265;

export const rayServe: ModelServer = {
  id: 'ray-serve',
  title: 'Ray Serve',
  protocol: 'http',
  image: {
    repository: /(^|\/)(rayproject\/ray(-ml|-llm)?|ray)$/,
    command: /\b(serve (run|deploy)\b|ray start\b)/,
    env: /^RAY_(SERVE_)?/,
    ports: [8265],
  },
  signs: [
    { path: '/-/healthz', text: /^success$/, own: true, says: 'says "success"' },
    {
      path: '/-/routes',
      text: /^\{\s*(\}|"\/[^"]*":\s*"[^"]*")/,
      own: true,
      says: 'lists routes and their applications',
    },
  ],
  signsTold: written(source),
  ports: {
    inference: [8000],
    grpc: [9000],
    admin: [
      { port: dashboard, what: 'the dashboard: runs any code on the cluster' },
      { port: 6379, what: 'the cluster’s control store' },
      { port: 10001, what: 'Ray clients: runs any code' },
    ],
  },
  paths: {
    live: '/-/healthz',
    ready: '/-/healthz',
    predict: null,
    schema: '/openapi.json',
    version: null,
    told: written(source),
  },
  sample: null,
  metrics: {
    path: '/metrics',
    port: 8080,
    onlyWith: '--metrics-export-port=8080',
    names: {
      requests: ['ray_serve_num_http_requests'],
      errors: ['ray_serve_num_http_error_requests'],
      duration: ['ray_serve_deployment_processing_latency_ms'],
      saturation: ['ray_serve_deployment_queued_queries', 'ray_serve_replica_processing_queries'],
      tokens: [],
    },
    told: written('Ray documentation, Serve monitoring; names vary by release'),
  },
  runtime: {
    stop: 'graceful_shutdown_timeout 20 s for each replica; its proxy drains for at least 30 s',
    stopSeconds: 30,
    limits: 'max_ongoing_requests 5 a replica; max_queued_requests has no limit',
    user: '1000 (ray)',
    watchOut: 'listens on 127.0.0.1 unless told; wants far more shared memory than 64 MiB; never publish 8265',
    told: written(source),
  },
  sideDoors: [
    door('PUT /api/serve/applications/', 'changes', 'replaces every application', { port: dashboard }),
    door('POST /api/jobs/', 'changes', 'runs any program', { port: dashboard }),
    door('GET /-/routes', 'tells', 'lists every application'),
  ],
  doorsTold: written('Ray documentation, security; Serve REST API'),
};
