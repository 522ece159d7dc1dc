import { describe, expect, test } from 'vitest';
import { firstFile } from '#core/draft/first-file';
import { proposedName } from '#core/draft/service-name';
import { parseServiceFile } from '#core/service/parse';

const found = {
  protocol: 'openai',
  confidence: 'certain',
  reasons: ['its repository is vllm-openai', 'and more'],
  port: 8000,
  ports: [8000],
  version: '0.9',
  user: '',
} as const;

describe('the name that is proposed', () => {
  test.each([
    ['slipway-sample/digits:1.0.0', 'digits'],
    ['registry.example:5000/acme/Price_Model@sha256:0', 'price-model'],
    ['ghcr.io/acme/vllm-openai:1', 'acme'],
    ['vllm/vllm-openai', 'vllm-openai'],
    ['sha256:0123', 'model'],
    ['lock-smith', 'smith'],
  ])('of %s is %s', (image, name) => {
    expect(proposedName(image, new Set())).toBe(name);
  });

  test('is one that nobody has', () => {
    expect(proposedName('digits', new Set(['digits', 'digits-2']))).toBe('digits-3');
  });
});

describe('the first file', () => {
  const parsed = (text: string) => parseServiceFile({ name: 'slipway.yaml', text });

  test('says what the image says, and parses', () => {
    const text = firstFile({ service: 'chat', image: 'vllm/vllm-openai:0.9', found });
    expect(parsed(text)).toMatchObject({
      service: 'chat',
      model: { image: 'vllm/vllm-openai:0.9', version: '0.9', protocol: 'openai', port: 8000 },
      security: { capDrop: [] },
    });
    expect(text).toContain('protocol: openai # its repository is vllm-openai');
    expect(text).toContain('runs as root');
  });

  test('leaves to the running model what the image only suggests', () => {
    const likely = firstFile({ service: 'a1', image: 'a1', found: { ...found, confidence: 'likely', user: '1000' } });
    expect(parsed(likely)).toMatchObject({ model: { protocol: 'auto' }, security: { capDrop: ['ALL'] } });
    expect(likely).toContain('(likely openai: its repository is vllm-openai)');
  });

  test('of an image that is not on the host parses too', () => {
    expect(parsed(firstFile({ service: 'a1', image: 'x/y:1', found: null })).model.image).toBe('x/y:1');
  });

  test('keeps a label on its line, whatever stands in it', () => {
    const odd = { ...found, version: '1"\n2', user: 'a\nb: c', reasons: ['x\ny: z'], confidence: 'guess' } as const;
    expect(parsed(firstFile({ service: 'a1', image: 'a1', found: odd })).model.version).toBe('1"\n2');
  });
});
