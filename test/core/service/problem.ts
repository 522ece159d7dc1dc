import { Problem } from '#contract/problem';
import { parseServiceFile } from '#core/service/parse';
import type { ServiceFile } from '#core/service/schema';

export const parse = (text: string): ServiceFile => parseServiceFile({ name: 'slipway.yaml', text });

/** The Problem that a text is refused with; a text that is accepted, or fails otherwise, fails the test. */
export function problem(text: string): Problem {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`this was accepted:\n${text.slice(0, 2000)}`);
}
