import { expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { container, findingOf, image } from './made.ts';

const length = 64 * 1024;

/** Without end, without a place to break, nearly a name of a file, nearly a number. */
const texts = ['x', 'a.', '-', '/', ' ', '0', '\n', '=', '.pt-'].map((part) =>
  part.repeat(length / part.length).slice(0, length),
);

/** A container and its image that say the same in every field in which they can say anything. */
const saying = (text: string) => {
  const config = {
    Image: text,
    User: text,
    Env: [text, `KEY=${text}`, `${text}=value`],
    Entrypoint: [text],
    Cmd: [text, text],
    Labels: { [text]: text },
    Healthcheck: { Test: ['CMD-SHELL', text] },
  };
  const host = {
    NetworkMode: text,
    PidMode: text,
    IpcMode: text,
    CapAdd: [text],
    SecurityOpt: [text],
    Devices: [{ PathOnHost: text, PathInContainer: text }],
    LogConfig: { Type: text, Config: { [text]: text } },
  };
  const Mounts = [{ Type: 'bind', Source: text, Destination: text, Name: text }];
  return {
    container: container({ config, host, Path: text, Args: [text, `--file=${text}`], Mounts }),
    image: image(config),
  };
};

// A check whose work grows as the square of a text takes minutes here, and holds up the whole console for as long.
test.for(allChecks.map((check) => [check.id, check] as const))('%s reads texts as long as any', ([id, check]) => {
  for (const text of texts) expect(findingOf(check, saying(text)).id).toBe(id);
});
