/** A service file that says everything, as a person writes it. */
export const fullExample = `service: digits
host: local
stage: trial
note: faster, same accuracy
model:
  image: ghcr.io/acme/digits:1.4.0
  version: "1.4.0"
  protocol: auto
  name: digits
  port: 8080
  command: []
  args: []
  env: { LOG_LEVEL: info }
  secrets: [{ name: hf-token, file: /run/secrets/hf-token }]
  weights: image
  volumes: [{ source: cache, target: /cache, readOnly: false }]
  gpus: none
  sharedGpu: false
  shm: 64m
  ready: { path: /v2/health/ready, within: 120s, every: 100ms }
  metrics: { path: /metrics, port: 8080 }
  quality: { accuracy: 0.971 }
golden:
  - name: a seven
    request: { method: POST, path: /v2/models/digits/infer, body: { inputs: [{ name: x, shape: [1, 64], datatype: FP32, data: [0, 5.5] }] } }
    expect: { status: 200, within: 500ms, json: { "outputs[0].data[0]": 7 }, tolerance: 0.001 }
  - name: the other forms
    request: { path: /v2/models/digits/infer, bodyFile: seven.json, headers: { X-Trace: "1" } }
    expect: { schema: answer.schema.json, contains: outputs, matches: '"data":\\[\\d', minLength: 10, validJson: true, firstTokenWithin: 1s }
front:
  callers: machine
  port: 9000
  networks: [{ name: shop_default, alias: digits }]
  keys: [shop, reports]
  tls: { certificate: cert.pem, key: key.pem }
  limit: { requestsPerSecond: 50, burst: 100, body: 8m, timeout: 60s }
scale: { replicas: 2, cpus: 1, memory: 512m, concurrency: 8, queue: 100, peak: 120, slo: { p95: 250ms, errors: 0.1% } }
strategy: { kind: rolling, drain: 10s, watch: 60s }
reliability: { restart: always, stopGrace: 30s }
security: { user: "1000:1000", readOnly: true, tmpfs: [/tmp], capDrop: [ALL] }
monitoring: { every: 30s, tell: [desktop, "https://pager.example/digits"] }
integration: { owner: ada, deputy: grace, consumers: [shop, { name: reports, contact: alan }], sample: requests.jsonl, personalData: no }
review: { every: 90d }
`;

/** The example without what this version cannot do yet. */
export const example = fullExample
  .split('\n')
  .filter((line) => !/^ {2}(keys|tls):/.test(line))
  .join('\n');
