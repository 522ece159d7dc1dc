import type { Operation, TypeNode } from '#contract/schema';
import { askJson, member, textOf } from '../ask-json.ts';
import type { Reach } from '../reach.ts';
import { anyOf, listOf, objectOf, posted, text, textSchema } from '../schema/text.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';

/** What both of Hugging Face's servers tell at /info. */
async function info(reach: Reach, signal: AbortSignal) {
  const told = await askJson(reach, { path: '/info' }, signal);
  const count = (name: string) => {
    const value = member(told, name);
    return typeof value === 'number' && Number.isInteger(value) ? value : null;
  };
  return { told, count };
}

/** One model, by the name that /info tells; its revision where that is told, else the server's version. */
const both = {
  ports: [80, 3000],
  metricsPath: '/metrics',
  named: true,
  ready: () => ({ path: '/health', least: 200, most: 299, contains: null }),
  metadataPath: () => '/info',
  async models(reach, signal) {
    const name = textOf(member((await info(reach, signal)).told, 'model_id'));
    return name ? [name] : [];
  },
  async version(reach, _model, signal) {
    const { told } = await info(reach, signal);
    const revision = textOf(member(told, 'model_sha'));
    if (revision) return { of: 'model', version: revision };
    const version = textOf(member(told, 'version'));
    return version ? { of: 'server', version } : null;
  },
} satisfies Partial<Protocol>;

const oneOrMany = anyOf(text, listOf(text));
const numbers = listOf({ kind: 'number' });

/** Text Generation Inference's own interface. */
export const tgi: Protocol = {
  name: 'tgi',
  ...both,
  predictPath: () => '/generate',

  async schema(reach, _model, signal) {
    const { count } = await info(reach, signal);
    const longest = count('max_total_tokens');
    const tokens: TypeNode = { kind: 'integer', minimum: 1, ...(longest === null ? {} : { maximum: longest }) };
    const parameters = objectOf(['max_new_tokens', tokens], ['temperature', { kind: 'number', above: 0 }]);
    const request = objectOf(['inputs', text, 'required'], ['parameters', parameters], ['stream', { kind: 'boolean' }]);
    const operations = [posted('/generate', request, objectOf(['generated_text', text, 'required']))];
    return textSchema({ from: 'GET /info', operations, maxTokens: longest });
  },

  sample() {
    const answers = { type: 'object', required: ['generated_text'] };
    return generatedGolden({ path: '/generate', body: { inputs: 'hi', parameters: { max_new_tokens: 8 } }, answers });
  },
};

const embed = posted(
  '/embed',
  objectOf(['inputs', oneOrMany, 'required'], ['truncate', { kind: 'boolean' }]),
  listOf(numbers),
);
const predict = posted(
  '/predict',
  objectOf(['inputs', oneOrMany, 'required']),
  listOf(objectOf(['score', { kind: 'number' }, 'required'], ['label', text, 'required'])),
);
const rerank = posted(
  '/rerank',
  objectOf(['query', text, 'required'], ['texts', listOf(text), 'required']),
  listOf(objectOf(['index', { kind: 'integer' }, 'required'], ['score', { kind: 'number' }, 'required'])),
);
const samples: Readonly<Record<string, { inputs: string } | { query: string; texts: string[] }>> = {
  '/embed': { inputs: 'hi' },
  '/predict': { inputs: 'hi' },
  '/rerank': { query: 'hi', texts: ['hi'] },
};

/** Text Embeddings Inference's own interface: which route runs the model depends on the model's type. */
export const tei: Protocol = {
  name: 'tei',
  ...both,
  predictPath: () => '/embed',

  async schema(reach, _model, signal) {
    const { told, count } = await info(reach, signal);
    return textSchema({
      from: 'GET /info',
      operations: [routeFor(member(told, 'model_type'))],
      maxTokens: count('max_input_length'),
    });
  },

  sample(_model, schema) {
    const path = schema?.operations[0]?.path ?? '/embed';
    return generatedGolden({ path, body: samples[path] ?? { inputs: 'hi' }, answers: { type: 'array', minItems: 1 } });
  },
};

/** {"embedding":{…}}, {"classifier":{…}} or {"reranker":{…}}. */
function routeFor(type: unknown): Operation {
  if (member(type, 'classifier') !== undefined) return predict;
  return member(type, 'reranker') !== undefined ? rerank : embed;
}
