import * as z from 'zod';
import { advise, type Check, fail, field, idle, type Judged, pass, recreate, warn } from './check.ts';
import { type Look, someTexts, Unknown } from './look.ts';
import { modelFolder } from './security-data.ts';

const served: Check = {
  id: 'VER-05',
  name: 'Serves the declared model',
  area: 'versioning',
  severity: 'blocker',
  since: 'internal',
  needs: ['answers', 'file'],
  fields: ['model.image', 'model.name', 'model.command', 'model.args', 'model.env'],
  lasts: 1,
  source: 'Open Inference Protocol, model metadata',
  unchecked: advise('Deploy it: the model is asked its name then.', null),
  judge: (look) => {
    const { models, address } = look.of('answers');
    const { name } = look.of('file').model;
    const measured = { value: models.slice(0, 5).join(', ') || `none told at ${address}`, wanted: name ?? 'a model' };
    if (models.length === 0) throw new Unknown('The server does not tell which models it has.');
    if (name === undefined) return pass(['It tells its model', 'The file names none to compare it with.'], measured);
    return models.includes(name)
      ? pass(['It serves the model that the file names', 'It says so itself.'], measured)
      : fail(
          ['It serves another model than the file names', 'Its callers ask for one that is not there.'],
          measured,
          advise('Correct model.name, or the image.', 5),
        );
  },
};

const hashed: Check = {
  id: 'VER-06',
  name: 'Weights are hashed',
  area: 'versioning',
  severity: 'blocker',
  since: 'internal',
  needs: ['file', 'weights', 'container'],
  fields: ['model.weights', 'model.image', 'model.command', 'model.args', 'model.env', 'model.volumes'],
  lasts: 30,
  source: 'OWASP ML06, ML10; LLM04:2026',
  unchecked: advise('Let "slipway check --weights" read and hash them.', 5),
  judge: (look) => {
    const { weights } = look.of('file').model;
    const wanted = 'a hash of the weights';
    const other = weights === 'image' ? elsewhere(look) : undefined;
    if (other !== undefined)
      throw new Unknown(
        `The file says that its weights are in the image, and it has ${other}: name it in model.weights.`,
      );
    if (weights === 'image')
      return pass(['The weights are in the image', 'Its digest is theirs too.'], { value: 'image', wanted });
    if ('hf' in weights)
      return pass(['The weights are a commit', 'A commit names what is in it.'], { value: weights.revision, wanted });
    const now = look.has('weights') ? look.of('weights') : null;
    if (weights.sha256 === undefined)
      return warn(
        [
          'The hash of the weights is not written down',
          'It is taken when a release is made; what should be there is not said.',
        ],
        { value: 'none', wanted },
        now === null
          ? recreate('Write model.weights.sha256, as the deployment records it.', 3)
          : recreate('Write down the hash that was measured now.', 1, field(['model', 'weights', 'sha256'], now)),
      );
    if (now !== null && now !== weights.sha256)
      return fail(
        ['The weights are not the ones of the release', 'Somebody changed what is in the volume.'],
        { value: now, wanted: weights.sha256 },
        advise('Put the right weights back, or deploy a release of these.', 20),
      );
    if (now === null)
      throw new Unknown(
        'Their hash is written down, and a release is made and returns on these only. Whether they lie there now was not looked at.',
      );
    return pass(['The weights are those that are written down', 'They were read and hashed now.'], {
      value: weights.sha256,
      wanted,
    });
  },
};

const revisionFlag = /^--revision(=|$)/;
const hubFlag = /^(--model(-id|-path)?|--model_id)(=|$)/;

const revision: Check = {
  id: 'VER-07',
  name: 'Hub revision pinned',
  area: 'versioning',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: ['model.args', 'model.command', 'model.env', 'model.weights'],
  lasts: 30,
  source: 'OWASP supply chain; the flags of vLLM, TGI and TEI',
  judge: (look) => {
    const { words, env, model } = onHub(look);
    if (model === undefined)
      return idle('No weights from a hub', 'None are named in its command or environment.', 'none');
    const pin =
      after(words, revisionFlag) ?? env.find((it) => /^(REVISION|HF_REVISION)=/.test(it))?.replace(/^[^=]*=/, '');
    const measured = {
      value: `${model} at ${pin ?? 'whatever is newest'}`,
      wanted: 'a commit of 40 hexadecimal digits',
    };
    const fix = recreate('Name the commit: --revision with its 40 digits.', 5);
    if (pin && /^[0-9a-f]{40}$/.test(pin))
      return pass(['The weights are pinned to a commit', 'The next start loads the same.'], measured);
    return pin
      ? warn(
          ['The weights are pinned to a name', 'A branch or tag may point elsewhere at the next start.'],
          measured,
          fix,
        )
      : fail(['The weights float', 'The next start may load others, with nothing said.'], measured, fix);
  },
};

/** The model of a hub that its command or environment names, with the words of both. */
function onHub(look: Look) {
  const args = look.unseen('container', 'Args', z.array(z.string()));
  const path = look.unseen('container', 'Path', z.string());
  const env = look.unseen('container', 'Config.Env', someTexts);
  const words = [path, ...args].flatMap((it) => it.split(/\s+/));
  // vLLM takes it as a word behind "serve".
  const serve = words.findIndex((it, i) => it === 'serve' && /(^|\/)vllm$/.test(words[i - 1] ?? ''));
  const named = [
    after(words, hubFlag),
    serve === -1 ? undefined : words[serve + 1],
    env.find((it) => /^(MODEL_ID|HF_MODEL_ID)=/.test(it))?.replace(/^[^=]*=/, ''),
  ];
  const first = named.find((it) => it !== undefined);
  return { words, env, model: first !== undefined && /^[\w.-]+\/[\w.-]+$/.test(first) ? first : undefined };
}

const mounted = z.array(z.object({ Destination: z.string() }));

/** What brings weights that are not in the image, in words. */
function elsewhere(look: Look): string | undefined {
  const { model } = onHub(look);
  if (model !== undefined) return `${model} of a hub`;
  const folder = look.at('container', 'Mounts', mounted).find(({ Destination }) => modelFolder.test(Destination));
  return folder && `a volume at ${folder.Destination}`;
}

function after(args: readonly string[], flag: RegExp): string | undefined {
  const at = args.findIndex((it) => flag.test(it));
  if (at === -1) return undefined;
  const [, value] = /^[^=]*=(.*)$/.exec(args[at] ?? '') ?? [];
  return value ?? args[at + 1];
}

/** Paths of files of weights in a text. Cut into words first: what an engine tells is read in time that grows as its length. */
const filesOfWeights = (text: string): string[] =>
  text.split(/[^\w./-]+/).flatMap((word) => {
    const end = [...word.matchAll(/\.(?:safetensors|onnx|gguf|pb|pkl|pickle|pt|pth|joblib|dill|ckpt)\b/gi)].at(-1);
    return end ? [word.slice(0, end.index + end[0].length)] : [];
  });

const unsafe = /\.(pkl|pickle|pt|pth|joblib|dill|ckpt)\b/i;

const format: Check = {
  id: 'VER-08',
  name: 'Model format',
  area: 'versioning',
  severity: 'warning',
  since: 'internal',
  needs: ['container', 'image'],
  fields: ['model.image', 'model.args', 'model.command', 'model.env', 'model.weights'],
  lasts: 90,
  source: 'OWASP Secure AI Model Ops; ML06',
  unchecked: advise('Keep the weights as safetensors, ONNX or GGUF, and name the file in the command.', 30),
  judge: (look) => {
    const told = [
      ...look.unseen('container', 'Args', z.array(z.string())),
      look.unseen('container', 'Path', z.string()),
      ...look.unseen('container', 'Config.Env', someTexts).map((it) => it.replace(/^[^=]*=/, '')),
    ];
    const files = told.flatMap(filesOfWeights);
    if (files.length === 0) throw new Unknown('Neither its command nor its environment names a file of weights.');
    const measured = { value: files.slice(0, 5).join(', '), wanted: 'safetensors, ONNX, GGUF or SavedModel' };
    return files.some((name) => unsafe.test(name))
      ? fail(
          ['Its weights are a pickle', 'Loading one runs whatever code is in it.'],
          measured,
          advise('Convert them to safetensors or ONNX.', 30),
        )
      : pass(['Its weights are in a safe format', 'Loading them runs no code of theirs.'], measured);
  },
};

const golden: Check = {
  id: 'VER-11',
  name: 'Answers rightly',
  area: 'versioning',
  severity: 'blocker',
  since: 'trial',
  stop: 'no-right-answer',
  partly: true,
  needs: ['file', 'golden', 'answers'],
  fields: ['golden', 'model.image', 'model.weights', 'model.command', 'model.args', 'model.env'],
  lasts: 1,
  source: 'ML Test Score, Infra 4; PRODUCT.md, stops',
  judge: (look) => {
    const count = look.of('file').golden.length;
    if (count === 0)
      return unasked(
        'It answers; whether rightly is unknown',
        'No golden request is given, so any answer of the right form passes.',
        advise('Try a request, and keep the right answer as a golden request.', 2),
      );
    if (look.subject.kind === 'file')
      return unasked(
        count === 1 ? 'One golden request is asked' : `${count} golden requests are asked`,
        'Each new replica has to answer rightly before callers reach it.',
        null,
      );
    const all = look.of('golden');
    const wrong = all.filter(({ ok }) => !ok);
    const measured = { value: `${all.length - wrong.length} of ${all.length} right`, wanted: 'all right' };
    if (wrong.length === 0) refuseSome(look);
    return wrong.length === 0
      ? pass(
          [
            `It answers ${all.length === 1 ? 'the golden request' : `all ${all.length} golden requests`} rightly`,
            'They were asked now, through its gateway.',
          ],
          measured,
        )
      : fail(
          [
            `${wrong.length} of ${all.length} golden requests got a wrong answer`,
            wrong[0]?.wrong[0] ?? 'The answer is not the one that is wanted.',
          ],
          measured,
          advise('Return to the release before: slipway rollback.', 2),
        );
  },
};

/** A part that was answered well says nothing of the rest. */
export function refuseSome(look: Look): void {
  const [asked, all] = [look.of('golden').length, look.has('file') ? look.of('file').golden.length : 0];
  if (asked < all) throw new Unknown(`${asked} of its ${all} golden requests were asked, and answered well.`);
}

const unasked = (title: string, detail: string, remedy: Judged['remedy']): Judged => ({
  verdict: 'unchecked',
  title,
  detail,
  value: '',
  wanted: null,
  remedy,
});

export const ofModel: readonly Check[] = [served, hashed, revision, format, golden];
