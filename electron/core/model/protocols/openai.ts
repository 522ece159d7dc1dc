import type { Operation, TypeNode } from '#contract/schema';
import { askJson, listOf, member, question, textOf } from '../ask-json.ts';
import type { Reach } from '../reach.ts';
import { anyOf, listOf as listOfNode, objectOf, posted, text, textSchema } from '../schema/text.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';

/** OpenAI's HTTP interface, as vLLM, SGLang, llama.cpp, LocalAI and others serve it. */
export const openai: Protocol = {
  name: 'openai',
  ports: [8000, 8080],
  metricsPath: '/metrics',
  named: true,

  // A quoted id is found whatever the spacing of the JSON; /health says nothing about the model.
  ready: (model) => ({ path: '/v1/models', least: 200, most: 299, contains: model ? JSON.stringify(model) : '"id"' }),
  metadataPath: () => '/v1/models',
  predictPath: () => '/v1/completions',

  async models(reach, signal) {
    const list = await askJson(reach, { path: '/v1/models' }, signal);
    const ids = listOf(member(list, 'data')).map((entry) => textOf(member(entry, 'id')));
    return [...new Set(ids.filter((id) => id !== null))];
  },

  async schema(reach, model, signal) {
    const list = await askJson(reach, { path: '/v1/models' }, signal);
    const entry = listOf(member(list, 'data')).find((each) => member(each, 'id') === model);
    const longest = member(entry, 'max_model_len') ?? member(member(entry, 'meta'), 'n_ctx');
    const endpoint = await endpointOf(reach, signal);
    const operation = endpoint === null ? null : openaiRoute(endpoint, model);
    return textSchema({
      from: 'GET /v1/models',
      operations: operation ? [operation] : [],
      maxTokens: typeof longest === 'number' && Number.isInteger(longest) ? longest : null,
    });
  },

  async version(reach, _model, signal) {
    const version = textOf(member(await askJson(reach, { path: '/version' }, signal), 'version'));
    return version ? { of: 'server', version } : null;
  },

  sample(model, schema) {
    const path = schema?.kind === 'text' ? schema.operations[0]?.path : undefined;
    const request = path === undefined ? undefined : requests[path];
    if (!model || path === undefined || !request) return null;
    const { answer, body } = request;
    const answers = { type: 'object', required: [answer], properties: { [answer]: { type: 'array', minItems: 1 } } };
    return generatedGolden({ path, body: { model, ...body }, answers });
  },
};

type Request = {
  readonly body: Readonly<Record<string, string | number | { role: string; content: string }[]>>;
  readonly answer: string;
  operation(model: string | null): Operation;
};

const short = { max_tokens: 8, temperature: 0 };
const modelNode = (model: string | null): TypeNode => (model ? { kind: 'string', enum: [model] } : text);
const sampling = [
  ['max_tokens', { kind: 'integer', minimum: 1 }],
  ['temperature', { kind: 'number', minimum: 0 }],
  ['stream', { kind: 'boolean' }],
] as const;
const message = objectOf(['role', text, 'required'], ['content', { kind: 'any' }, 'required']);

/** By path, the most usual first; members as OpenAI's API reference has them. */
const requests: Readonly<Record<string, Request>> = {
  '/v1/completions': {
    body: { prompt: 'hi', ...short },
    answer: 'choices',
    operation: (model) =>
      posted(
        '/v1/completions',
        objectOf(
          ['model', modelNode(model), 'required'],
          ['prompt', anyOf(text, listOfNode(text)), 'required'],
          ...sampling,
        ),
        objectOf(['choices', listOfNode(objectOf(['text', text, 'required'])), 'required']),
      ),
  },
  '/v1/chat/completions': {
    body: { messages: [{ role: 'user', content: 'hi' }], ...short },
    answer: 'choices',
    operation: (model) =>
      posted(
        '/v1/chat/completions',
        objectOf(['model', modelNode(model), 'required'], ['messages', listOfNode(message), 'required'], ...sampling),
        objectOf(['choices', listOfNode(objectOf(['message', message, 'required'])), 'required']),
      ),
  },
  '/v1/embeddings': {
    body: { input: 'hi' },
    answer: 'data',
    operation: (model) =>
      posted(
        '/v1/embeddings',
        objectOf(['model', modelNode(model), 'required'], ['input', anyOf(text, listOfNode(text)), 'required']),
        objectOf(['data', listOfNode(objectOf(['embedding', listOfNode({ kind: 'number' }), 'required'])), 'required']),
      ),
  },
};

/** A route of OpenAI's as an operation; null for any other path. */
export const openaiRoute = (path: string, model: string | null): Operation | null =>
  requests[path]?.operation(model) ?? null;

/** The first endpoint that the server has: from its OpenAPI document, else by an empty request, which no model is run for. */
async function endpointOf(reach: Reach, signal: AbortSignal): Promise<string | null> {
  const paths = member(await askJson(reach, { path: '/openapi.json' }, signal), 'paths');
  const listed = Object.keys(requests).find((path) => member(paths, path) !== undefined);
  if (listed) return listed;
  for (const path of Object.keys(requests)) {
    if ((await question(reach, { path }, signal)).status === 405) return path;
    const { status } = await question(reach, { method: 'POST', path, body: {} }, signal);
    if (![404, 405, 501].includes(status)) return path;
  }
  return null;
}
