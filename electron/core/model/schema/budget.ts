/** Bounds on what is read of a stranger's description: ten times what the largest of the known servers needs. */
const mostNodes = 20_000;
const deepest = 24;
const mostSentences = 20;
const longestText = 300;

/** What a reader has left, and what it could not read. */
export type Budget = {
  /** Takes one node at a depth; in words why it is not read, null where it is. */
  spend(depth: number): string | null;
  /** Says once that something was not read. */
  note(sentence: string): void;
  unread(): string[];
};

export function budget(): Budget {
  let nodes = 0;
  const sentences = new Set<string>();
  return {
    spend(depth) {
      nodes += 1;
      if (depth > deepest) return `deeper than ${deepest} levels`;
      return nodes > mostNodes ? `the description has more than ${mostNodes} parts` : null;
    },
    note(sentence) {
      if (sentences.size < mostSentences) sentences.add(sentence.slice(0, longestText));
    },
    unread: () => [...sentences],
  };
}

/** A stranger's text as it is kept: bounded. */
export const bounded = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)}…` : text);
