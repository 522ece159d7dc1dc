import { label } from '#core/docker/labels';
import { tar } from '#resources/setup/tar.mjs';
import { freshName } from '#support/names';
import type { Operator } from '#support/operator';

type Engine = Operator['engine'];

/** What would run, were it ever taken for markup, a script, a link or a template. */
export const markup =
  'pwn"\'><img src=x onerror="window.__pwned=1"><script>window.__pwned=1</script><svg/onload=window.__pwned=1>' +
  '<a href="javascript:window.__pwned=1">press</a><style>*{display:none!important}</style>{{constructor.constructor("window.__pwned=1")()}}';
/** What turns the text after it round, where it is not kept apart. */
export const bidi = 'pwn \u202egpj.exe\u2066\u2067\u200f\u061c cod';
/** What a terminal would obey: clears the screen, sets the title, makes a link, rings, goes back. */
export const escapes =
  'pwn \u001b[2J\u001b[31;1mred\u001b]0;title\u0007\u001b]8;;javascript:window.__pwned=1\u0007press\u001b]8;;\u0007\u001bc\b\r\u0085';
/** Marks that pile up far above and below their letter. */
const tall = `pwn ${`Z${'\u0351\u0357\u0300\u0329'.repeat(60)}`.repeat(4)}`;
const lines = `pwn${'\nline'.repeat(500)}`;
const wide = `pwn${'\u{1F469}\u200d\u{1F4BB}\ufdfd'.repeat(60)}`;
/** Without a place to break, 64 KB. */
export const long = `pwn${'x'.repeat(64 * 1024)}`;
const all = { markup, bidi, escapes, tall, lines, wide, long };
export const texts: readonly string[] = Object.values(all);

/** Says all that is hostile on both streams, one thing a line, before the model serves as ever; ends at once where told to. */
const speaks = `
  const texts = ${JSON.stringify(texts)};
  for (const text of texts) { console.log(text); console.error(text); }
  if (process.env.ENDS) process.exit(3);
  await import('/model/server.mjs');
`;

/** An image that says of itself what it likes, as far as an engine lets it; it serves digits rightly. */
export async function hostileImage(engine: Engine): Promise<string> {
  const image = `slipway-test/${freshName()}${'/pwn'.repeat(30)}:${'1'.repeat(128)}`;
  const dockerfile = [
    'FROM slipway-sample/digits:1.0.0',
    'COPY speaks.mjs /model/speaks.mjs',
    `ENV MODEL="${markup.replaceAll('\\', '').replaceAll('"', "'").replaceAll('$', '')}"`,
    'EXPOSE 8080 1 65535',
    'ENTRYPOINT ["/bin/node", "/model/speaks.mjs"]',
  ];
  const file = (path: string, content: string) => ({ path, type: 'file' as const, mode: 0o644, content });
  const labels = {
    'org.opencontainers.image.title': `${markup}${bidi}${tall}${long}`,
    'org.opencontainers.image.version': `${bidi}${markup}${long}`,
    'org.opencontainers.image.description': lines,
    [markup]: markup,
  };
  const context = tar([file('Dockerfile', dockerfile.join('\n')), file('speaks.mjs', speaks)]);
  await engine.buildImage(context, { t: image, buildargs: {}, labels, rm: true });
  return image;
}

/** Containers that were made to be looked at: a stranger, one that says it belongs to a service, and one that says it deploys it. */
export async function hostileContainers(engine: Engine, image: string) {
  const [stranger, claims, locks] = [freshName(), freshName(), freshName()];
  const texted = Object.fromEntries(Object.entries(all).map(([name, text]) => [`pwn.${name}`, text]));
  const made = async (name: string, labels: Readonly<Record<string, string>>) => {
    const id = await engine.createContainer({
      name,
      Image: image,
      Env: Object.entries(all).map(([key, text]) => `PWN_${key}=${text}`),
      Cmd: [markup, bidi, escapes, long],
      Labels: { ...texted, ...labels },
      WorkingDir: '/tmp',
      Hostname: 'pwn',
      Healthcheck: {
        Test: ['CMD', '/bin/node', '-e', `console.log(${JSON.stringify(texts.join('\n'))}); process.exit(1)`],
        Interval: 1_000_000_000,
        Retries: 1,
      },
    });
    await engine.startContainer(id);
    return id;
  };
  const ours = { [label.format]: markup, [label.release]: markup, [label.version]: bidi, [label.identity]: long };
  const ids = [
    await made(`${stranger}_pwn_${'x'.repeat(4_000)}`, {}),
    await made(`${claims}_pwn_${'r'.repeat(300)}`, { ...ours, [label.service]: claims, [label.role]: 'replica' }),
    await made(`${locks}_pwn`, {
      ...ours,
      [label.service]: locks,
      [label.role]: 'lock',
      [label.holder]: `${markup}${bidi}${tall}${long}`,
      [label.since]: markup,
      [label.deployment]: markup,
    }),
  ];
  return {
    /** The id of the stranger. */
    stranger: ids[0] ?? '',
    /** The services of the two that lie. */
    claims,
    locks,
    [Symbol.asyncDispose]: async () => void (await Promise.all(ids.map((id) => engine.removeContainer(id)))),
  };
}
