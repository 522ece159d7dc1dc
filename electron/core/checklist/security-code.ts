import * as z from 'zod';
import { type Check, fail, pass, recreate } from './check.ts';
import { someTexts } from './look.ts';
import { scanned } from './security-scan.ts';

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
    const other = all.map(({ PathOnHost }) => PathOnHost).filter((path) => !/^\/dev\/(nvidia|dri|kfd)/.test(path));
    const measured = { value: other.join(', ') || 'none', wanted: 'none but GPUs' };
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
  needs: ['container'],
  fields: ['model.command', 'model.args', 'model.env'],
  lasts: 30,
  source: 'The documentation of Triton, vLLM, TorchServe and llama.cpp',
  judge: (look) => {
    const args = look.unseen('container', 'Args', z.array(z.string()));
    const env = look.unseen('container', 'Config.Env', someTexts);
    const words = args.flatMap((it) => it.split(/\s+/));
    const joined = words.map((word, i) => (word === '--model-control-mode' ? `${word}=${words[i + 1] ?? ''}` : word));
    const found = [
      ...flags.filter(([pattern]) => joined.some((word) => pattern.test(word))).map(([, name]) => name),
      ...env.filter((it) => variables.test(it)).map((it) => it.split('=')[0] ?? ''),
    ];
    const measured = { value: found.join(', ') || 'none', wanted: 'none' };
    return found.length > 0
      ? fail(
          [`It runs with ${found.join(', ')}`, 'Who reaches it, or whoever wrote the model, can run code in it.'],
          measured,
          recreate('Take it out of the command and the environment.', 5),
        )
      : pass(['It runs with no dangerous flag', 'None of the known ones is in its command or environment.'], measured);
  },
};

export const onCode: readonly Check[] = [devices, dangerousFlags, scanned];
