import type { Proof } from '#contract/server';

/** What a server answers to GET by path: a status, a text (200), JSON (200), or all of it. What is not here is 404. */
export type Routes = Readonly<Record<string, unknown>>;
export const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  ({ answers: { status, body, headers } }) as const;

/** `proof` says whether a real server gave these answers, or whether they are written from what `from` says. */
export type Transcript = {
  readonly server: string;
  readonly protocol: string;
  readonly proof: Proof;
  readonly from: string;
  readonly nowhere?: unknown;
  readonly routes: Routes;
  readonly models?: readonly string[];
};

const fastapiNowhere = answer(404, { detail: 'Not Found' }, { server: 'uvicorn' });
const models = (id: string, owner: string) => ({ object: 'list', data: [{ id, object: 'model', owned_by: owner }] });

export const transcripts: readonly Transcript[] = [
  {
    server: 'vllm',
    protocol: 'openai',
    proof: 'written',
    from: 'vLLM documentation and entrypoints/openai/api_server.py',
    nowhere: fastapiNowhere,
    models: ['org/m'],
    routes: {
      '/v1/models': { object: 'list', data: [{ id: 'org/m', object: 'model', owned_by: 'vllm', max_model_len: 4096 }] },
      '/version': { version: '0.11.0' },
      '/health': 200,
      '/ping': 200,
      '/load': { server_load: 0 },
      '/metrics':
        '# HELP vllm:num_requests_running Running.\n# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running 0\n',
      '/invocations': 405,
      '/v1/completions': 405,
      '/v1/chat/completions': 405,
      '/openapi.json': {
        openapi: '3.1.0',
        info: { title: 'FastAPI', version: '0.1.0' },
        paths: { '/v1/completions': {} },
      },
      '/docs': '<html>swagger-ui</html>',
    },
  },
  {
    server: 'sglang',
    protocol: 'openai',
    proof: 'written',
    from: 'SGLang srt/entrypoints/http_server.py',
    nowhere: fastapiNowhere,
    models: ['m'],
    routes: {
      '/v1/models': models('m', 'sglang'),
      '/get_model_info': { model_path: '/models/m', tokenizer_path: '/models/m', is_generation: true },
      '/health': 200,
      '/invocations': 404,
      '/v1/completions': 405,
      '/openapi.json': { openapi: '3.1.0', info: { title: 'FastAPI' }, paths: {} },
    },
  },
  {
    server: 'tgi',
    protocol: 'tgi',
    proof: 'written',
    from: 'text-generation-inference router/src/server.rs',
    models: ['org/m'],
    routes: {
      '/info': {
        model_id: 'org/m',
        model_sha: 'abc',
        max_input_tokens: 1024,
        max_total_tokens: 2048,
        max_concurrent_requests: 128,
        version: '3.3',
      },
      '/health': 200,
      '/ping': 200,
      '/metrics': '# TYPE tgi_queue_size gauge\ntgi_queue_size 0\n',
      '/v1/models': models('org/m', 'org/m'),
      '/v1/chat/completions': 405,
      '/invocations': 405,
    },
  },
  {
    server: 'tei',
    protocol: 'tei',
    proof: 'written',
    from: 'text-embeddings-inference router/src/http/server.rs',
    models: ['org/e'],
    routes: {
      '/info': {
        model_id: 'org/e',
        model_sha: null,
        model_type: { embedding: { pooling: 'mean' } },
        max_input_length: 512,
        max_concurrent_requests: 512,
        version: '1.8',
      },
      '/health': 200,
      '/ping': 200,
      '/metrics': '# TYPE te_queue_size gauge\nte_queue_size 0\n',
      '/v1/embeddings': 405,
    },
  },
  {
    server: 'ollama',
    protocol: 'ollama',
    proof: 'written',
    from: 'ollama server/routes.go',
    models: ['m:latest'],
    routes: {
      '/': 'Ollama is running',
      '/api/version': { version: '0.12.0' },
      '/api/tags': { models: [{ name: 'm:latest', digest: 'f00df00df00df00d' }] },
      '/api/ps': { models: [] },
      '/v1/models': models('m:latest', 'library'),
    },
  },
  {
    server: 'llama-cpp',
    protocol: 'openai',
    proof: 'real',
    from: 'llama-server 0.7.0 (Debian sid) with a model of our own, shortened',
    nowhere: answer(
      404,
      { error: { message: 'File Not Found', type: 'not_found_error', code: 404 } },
      { server: 'llama.cpp' },
    ),
    models: ['/tiny.gguf'],
    routes: {
      '/health': answer(200, { status: 'ok' }, { server: 'llama.cpp' }),
      '/v1/models': {
        models: [{ name: '/tiny.gguf', model: '/tiny.gguf' }],
        object: 'list',
        data: [{ id: '/tiny.gguf', object: 'model', owned_by: 'llamacpp', meta: { n_vocab: 354, n_ctx: 256 } }],
      },
      '/props': { default_generation_settings: { n_ctx: 256 }, total_slots: 4, model_path: '/tiny.gguf' },
      '/metrics':
        '# HELP llamacpp:prompt_tokens_total Number.\n# TYPE llamacpp:prompt_tokens_total counter\nllamacpp:prompt_tokens_total 0\n',
    },
  },
  {
    server: 'localai',
    protocol: 'openai',
    proof: 'written',
    from: 'LocalAI core/http routes',
    models: ['m'],
    routes: {
      '/': '<html><title>LocalAI</title></html>',
      '/readyz': 'OK',
      '/healthz': 'OK',
      '/system': { backends: ['llama-cpp'], loaded_models: [] },
      '/v1/models': { object: 'list', data: [{ id: 'm', object: 'model' }] },
      '/version': { version: 'v3' },
      '/v1/chat/completions': 405,
    },
  },
  {
    server: 'triton',
    protocol: 'triton',
    proof: 'written',
    from: 'Triton documentation, protocol',
    routes: {
      '/v2': { name: 'triton', version: '2.60.0', extensions: ['model_repository', 'logging', 'trace'] },
      '/v2/health/live': 200,
      '/v2/health/ready': 200,
      '/v2/logging': { log_verbose_level: 0 },
      '/v2/trace/setting': { trace_rate: '1000' },
    },
  },
  {
    server: 'mlserver',
    protocol: 'oip-v2',
    proof: 'written',
    from: 'MLServer mlserver/rest',
    nowhere: fastapiNowhere,
    routes: {
      '/v2': { name: 'mlserver', version: '1.7.1', extensions: [] },
      '/v2/health/live': 200,
      '/v2/health/ready': 200,
      '/v2/docs/dataplane.json': { openapi: '3.1.0', paths: {} },
    },
  },
  {
    server: 'kserve',
    protocol: 'oip-v2',
    proof: 'written',
    from: 'KServe python/kserve/kserve/protocol/rest',
    nowhere: fastapiNowhere,
    models: ['m'],
    routes: {
      '/': { status: 'alive' },
      '/v2': { name: 'kserve', version: '0.15.0', extensions: ['model_repository_extension'] },
      '/v2/health/live': { live: true },
      '/v2/models': { models: ['m'] },
      '/metrics': '# TYPE request_predict_seconds histogram\nrequest_predict_seconds_count 0\n',
    },
  },
  {
    server: 'tf-serving',
    protocol: 'tf-serving',
    proof: 'written',
    from: 'TensorFlow Serving model_servers/http_rest_api_handler.cc',
    models: ['model'],
    routes: {
      '/v1/models': answer(400, { error: 'Malformed request: GET /v1/models' }),
      '/v1/models/slipway-asks-for-nothing': answer(404, {
        error: 'Servable not found for request: Latest(slipway-asks-for-nothing)',
      }),
      '/v1/models/model': {
        model_version_status: [{ version: '3', state: 'AVAILABLE', status: { error_code: 'OK' } }],
      },
    },
  },
  {
    server: 'torchserve',
    protocol: 'torchserve',
    proof: 'written',
    from: 'TorchServe documentation, inference API; its exception classes',
    nowhere: answer(404, { code: 404, type: 'ResourceNotFoundException', message: 'Requested resource is not found' }),
    routes: {
      '/ping': { status: 'Healthy' },
      '/': answer(405, { code: 405, type: 'MethodNotAllowedException', message: 'Requested method is not allowed' }),
    },
  },
  {
    server: 'bentoml',
    protocol: 'bentoml',
    proof: 'written',
    from: 'BentoML _bentoml_impl/server/app.py',
    routes: {
      '/schema.json': { name: 'Summarization', type: 'service', routes: [{ name: 'summarize', route: '/summarize' }] },
      '/docs.json': {
        openapi: '3.0.2',
        info: { title: 'Summarization' },
        paths: { '/readyz': { get: {} }, '/summarize': { post: {} } },
      },
      '/metrics': '# TYPE bentoml_service_request_total counter\n',
      '/livez': 200,
      '/readyz': 200,
    },
  },
  {
    server: 'ray-serve',
    protocol: 'http',
    proof: 'written',
    from: 'Ray Serve documentation, HTTP proxy',
    routes: { '/-/healthz': 'success', '/-/routes': '{"/": "default"}' },
  },
  {
    server: 'mlflow',
    protocol: 'mlflow',
    proof: 'written',
    from: 'mlflow/pyfunc/scoring_server/__init__.py',
    nowhere: fastapiNowhere,
    routes: {
      '/ping': '\n',
      '/health': '\n',
      '/version': '3.4.0',
      '/invocations': 405,
      '/openapi.json': { openapi: '3.1.0', info: { title: 'FastAPI' }, paths: { '/invocations': {} } },
      '/docs': 'swagger-ui',
    },
  },
  {
    server: 'sagemaker',
    protocol: 'sagemaker',
    proof: 'written',
    from: 'Amazon SageMaker developer guide',
    routes: { '/ping': 200, '/invocations': 405 },
  },
  {
    server: 'fastapi',
    protocol: 'http',
    proof: 'written',
    from: 'FastAPI; a real one answers in test/docker',
    nowhere: fastapiNowhere,
    routes: {
      '/openapi.json': { openapi: '3.1.0', info: { title: 'iris', version: '2.0' }, paths: {} },
      '/docs': '<html>swagger-ui</html>',
    },
  },
];
