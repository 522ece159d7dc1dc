import { posix } from 'node:path';
import * as z from 'zod';
import type { Remedy } from '#contract/checklist';
import { type Check, fail, field, notTried, pass, recreate } from './check.ts';
import { type Look, someTexts } from './look.ts';
import { scanned } from './security-scan.ts';
import { refuseHalf } from './security-secrets.ts';

const gpus = /^\/dev\/(nvidia[\w-]*|dri|kfd)(\/|$)/;

const devices: Check = {
  id: 'SEC-16',
  name: 'Devices',
  area: 'security',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: [],
  lasts: 30,
  source: 'CIS Docker 5.18',
  judge: (look) => {
    const all =
      look.at('container', 'HostConfig.Devices', z.array(z.object({ PathOnHost: z.string() })).nullable()) ?? [];
    const rules = look.at('container', 'HostConfig.DeviceCgroupRules', z.array(z.string()).nullish()) ?? [];
    const other = [
      ...all.map(({ PathOnHost }) => PathOnHost).filter((path) => !gpus.test(posix.resolve('/', path))),
      // Who may make files of devices reaches every one that a rule lets through.
      ...rules.map((rule) => `rule ${rule}`),
      ...(look.at('container', 'HostConfig.Privileged', z.boolean()) ? ['all: it is privileged'] : []),
    ];
    const measured = { value: other.slice(0, 8).join(', ') || 'none', wanted: 'none but GPUs' };
    return other.length > 0
      ? fail(
          ["It has the host's devices", 'It can read or write what is on them.'],
          measured,
          recreate('Create it without them.', 5),
        )
      : pass(['It has no devices but GPUs', 'Nothing of the host is given to it.'], measured);
  },
};

const flags: readonly (readonly [RegExp, string])[] = [
  [/^--?trust[-_]remote[-_]code(=true|=1)?$/i, '--trust-remote-code'],
  [/^--model-control-mode=(explicit|poll)$/i, '--model-control-mode'],
  [/^--disable-token-auth$/i, '--disable-token-auth'],
  [/^--(tools|agent)$/i, '--tools'],
];
const variables = /^(VLLM_SERVER_DEV_MODE=1|TRUST_REMOTE_CODE=(1|true)|TS_DISABLE_TOKEN_AUTHORIZATION=true)$/i;

const dangerousFlags: Check = {
  id: 'SEC-33',
  name: 'Dangerous flags',
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['container', 'file', 'image'],
  fields: ['model.command', 'model.args', 'model.env', 'model.image'],
  lasts: 30,
  source: 'The documentation of Triton, vLLM, TorchServe and llama.cpp',
  judge: (look) => {
    const args = look.unseen('container', 'Args', z.array(z.string()));
    const env = look.unseen('container', 'Config.Env', someTexts);
    const words = args.flatMap((it) => it.split(/\s+/));
    const found = [
      ...flags.filter(([pattern]) => joined(words).some((word) => pattern.test(word))).map(([, name]) => name),
      ...env.filter((it) => variables.test(it)).map((it) => it.split('=')[0] ?? ''),
    ];
    const measured = { value: found.join(', ') || 'none', wanted: 'none' };
    if (found.length > 0)
      return fail(
        [`It runs with ${found.join(', ')}`, 'Who reaches it, or whoever wrote the model, can run code in it.'],
        measured,
        without(look),
      );
    refuseHalf(look);
    return pass(
      ['It runs with no dangerous flag', 'None of the known ones is in its command or environment.'],
      measured,
    );
  },
};

/** A flag with its value, where that is a word of its own. */
const joined = (words: readonly string[]): string[] =>
  words.map((word, i) => (word === twoWords ? `${word}=${words[i + 1] ?? ''}` : word));
const twoWords = '--model-control-mode';

/**
 * What stands in the file as a word of its own is taken out; what is inside a script, or the image's own, is not. By its
 * place, from the last one on: a remedy is shown and kept, and any other word of the command may be a key.
 */
function without(look: Look): Remedy {
  const model = look.subject.kind === 'container' || !look.has('file') ? null : look.of('file').model;
  const set = [
    ...(['command', 'args'] as const).flatMap((key) =>
      flagged(model?.[key] ?? []).map((at) => field(['model', key, at], null)),
    ),
    ...Object.entries(model?.env ?? {}).flatMap(([name, value]) =>
      variables.test(`${name}=${value}`) ? [field(['model', 'env', name], null)] : [],
    ),
  ];
  return recreate(`Take it out of the command and the environment.${set.length > 0 ? notTried : ''}`, 5, ...set);
}

/** Places of the flags and of the values that are words of their own; of some it is not known whether they have one. */
function flagged(words: readonly string[]): number[] {
  const isSure = (word: string): boolean => flags.some(([pattern, name]) => name !== '--tools' && pattern.test(word));
  return joined(words)
    .flatMap((word, at) => (isSure(word) ? (words[at] === twoWords ? [at, at + 1] : [at]) : []))
    .toReversed();
}

export const onCode: readonly Check[] = [devices, dangerousFlags, scanned];
