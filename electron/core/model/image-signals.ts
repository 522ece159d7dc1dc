/** What in an image points to a server. `ports` are only those that hardly anything else uses. */
export type ImageSignals = {
  readonly repository: RegExp;
  readonly command: RegExp;
  readonly env: RegExp;
  readonly ports: readonly number[];
};

/** Servers of a protocol of which no more is known than what their images are called. */
export const otherImages: readonly (ImageSignals & { readonly protocol: 'openai' })[] = [
  {
    protocol: 'openai',
    repository: /(^|\/)(lmdeploy|llama-cpp-python|aphrodite-openai|tabbyapi)$/,
    command: /\b(lmdeploy|llama_cpp\.server|trtllm-serve)\b/,
    env: /(?!)/,
    ports: [],
  },
];
