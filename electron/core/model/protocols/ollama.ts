import type { TypeNode } from '#contract/schema';
import { askJson, listOf, member, textOf } from '../ask-json.ts';
import { objectOf, posted, text, textSchema } from '../schema/text.ts';
import { generatedGolden } from './generated.ts';
import type { Protocol } from './protocol.ts';

const tags = '/api/tags';
const generate = '/api/generate';

/** Ollama's own interface (docs/api.md). */
export const ollama: Protocol = {
  name: 'ollama',
  ports: [11434],
  metricsPath: null,
  named: true,

  // That the model is there is told here; that it loads is seen by the first request, which waits for it.
  ready: (model) => ({ path: tags, least: 200, most: 299, contains: model ? JSON.stringify(model) : '"name"' }),
  metadataPath: () => tags,
  predictPath: () => generate,

  async models(reach, signal) {
    const list = listOf(member(await askJson(reach, { path: tags }, signal), 'models'));
    return [...new Set(list.map((entry) => textOf(member(entry, 'name'))).filter((name) => name !== null))];
  },

  async schema(_reach, model) {
    const name: TypeNode = model ? { kind: 'string', enum: [model] } : text;
    const request = objectOf(
      ['model', name, 'required'],
      ['prompt', text],
      ['stream', { kind: 'boolean' }],
      ['options', { kind: 'object' }],
    );
    const response = objectOf(['response', text, 'required'], ['done', { kind: 'boolean' }, 'required']);
    return textSchema({ from: 'the interface of Ollama', operations: [posted(generate, request, response)] });
  },

  // The digest tells one model from another of the same name; the version is the server's.
  async version(reach, model, signal) {
    const list = listOf(member(await askJson(reach, { path: tags }, signal), 'models'));
    const digest = textOf(
      member(
        list.find((entry) => member(entry, 'name') === model),
        'digest',
      ),
    );
    if (digest) return { of: 'model', version: digest.slice(0, 12) };
    const version = textOf(member(await askJson(reach, { path: '/api/version' }, signal), 'version'));
    return version ? { of: 'server', version } : null;
  },

  sample(model) {
    if (!model) return null;
    const body = { model, prompt: 'hi', stream: false, options: { num_predict: 8, temperature: 0 } };
    const answers = { type: 'object', required: ['response'], properties: { response: { type: 'string' } } };
    return generatedGolden({ path: generate, body, answers });
  },
};
