import { askJson, listOf, member, question, textOf } from '../ask-json.ts';
import type { Reach } from '../reach.ts';
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
    const longest = member(entry, 'max_model_len');
    const endpoint = await endpointOf(reach, signal);
    return { kind: 'text', endpoint, maxTokens: typeof longest === 'number' ? longest : null };
  },

  async version(reach, _model, signal) {
    const version = textOf(member(await askJson(reach, { path: '/version' }, signal), 'version'));
    return version ? { of: 'server', version } : null;
  },

  sample(model, schema) {
    const request = schema?.kind === 'text' && schema.endpoint ? bodies[schema.endpoint] : undefined;
    if (!model || schema?.kind !== 'text' || !schema.endpoint || !request) return null;
    const { answer, ...rest } = request;
    const answers = { type: 'object', required: [answer], properties: { [answer]: { type: 'array', minItems: 1 } } };
    return generatedGolden({ path: schema.endpoint, body: { model, ...rest.body }, answers });
  },
};

type Sample = {
  readonly body: Readonly<Record<string, string | number | { role: string; content: string }[]>>;
  readonly answer: string;
};
const short = { max_tokens: 8, temperature: 0 };
const bodies: Readonly<Record<string, Sample>> = {
  '/v1/completions': { body: { prompt: 'hi', ...short }, answer: 'choices' },
  '/v1/chat/completions': { body: { messages: [{ role: 'user', content: 'hi' }], ...short }, answer: 'choices' },
  '/v1/embeddings': { body: { input: 'hi' }, answer: 'data' },
};

/** The first endpoint that the server has: from its OpenAPI document, else by an empty request, which no model is run for. */
async function endpointOf(reach: Reach, signal: AbortSignal): Promise<string | null> {
  const paths = member(await askJson(reach, { path: '/openapi.json' }, signal), 'paths');
  const listed = Object.keys(bodies).find((path) => member(paths, path) !== undefined);
  if (listed) return listed;
  for (const path of Object.keys(bodies)) {
    const { status } = await question(reach, { method: 'POST', path, body: {} }, signal);
    if (![404, 405, 501].includes(status)) return path;
  }
  return null;
}
