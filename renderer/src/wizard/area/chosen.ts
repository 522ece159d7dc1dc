import { mostSampleBytes, type SampleContent } from '#contract/rows';
import { bytes, joined } from '../../ui/figures.ts';

/** What the choice of a file came to: its content, or in words why it cannot be handed over. */
export type Chosen = { readonly content: SampleContent } | { readonly refused: string };

/** Reads a file that was chosen in a window. It may be gone, or not be read, by the time. */
export async function contentOf(file: File): Promise<Chosen> {
  if (file.size > mostSampleBytes) return { refused: tooLarge(file) };
  try {
    return { content: { name: file.name, base64: await base64Of(file) } };
  } catch {
    return { refused: `${file.name} cannot be read. Choose it again.` };
  }
}

const tooLarge = ({ name, size }: File): string =>
  `${name} has ${joined(bytes(size))}, and up to ${mostSampleBytes / 1024 ** 2} MiB can be chosen here. ` +
  'Take a part of it, or let "slipway sample -f FILE --rows FILE" read it where it lies.';

/** As a data address has it, after its comma. */
function base64Of(file: File): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
