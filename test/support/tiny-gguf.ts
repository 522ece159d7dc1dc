/** Sizes of a llama of two layers; the file is half a megabyte, and what it says is meaningless. */
const width = 64;
const inner = 128;
const heads = 4;
const layers = 2;
const context = 256;
const name = 'tiny';

const u32 = (value: number) => bytes(4, (buffer) => buffer.writeUInt32LE(value));
const i32 = (value: number) => bytes(4, (buffer) => buffer.writeInt32LE(value));
const f32 = (value: number) => bytes(4, (buffer) => buffer.writeFloatLE(value));
const u64 = (value: number) => bytes(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)));
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** Kinds of values in the file's head, by their numbers there. */
const kinds = { u32: 4, i32: 5, f32: 6, text: 8, list: 9 } as const;
const pair = (key: string, kind: number, value: Buffer) => Buffer.concat([text(key), u32(kind), value]);
const list = (key: string, kind: number, values: readonly Buffer[]) =>
  pair(key, kinds.list, Buffer.concat([u32(kind), u64(values.length), ...values]));

/** A model that llama.cpp's server loads: random weights in GGUF version 3 (ggml's docs/gguf.md), the same each time. */
export function tinyGguf(): Buffer {
  const byteTokens = Array.from({ length: 256 }, (_, n) => `<0x${n.toString(16).toUpperCase().padStart(2, '0')}>`);
  const letters = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n));
  const tokens = ['<unk>', '<s>', '</s>', ...byteTokens, ...letters];
  // 1 normal, 2 unknown, 3 control, 6 byte.
  const types = [2, 3, 3, ...byteTokens.map(() => 6), ...letters.map(() => 1)];
  const numbers = {
    'llama.context_length': context,
    'llama.embedding_length': width,
    'llama.block_count': layers,
    'llama.feed_forward_length': inner,
    'llama.attention.head_count': heads,
    'llama.attention.head_count_kv': heads,
    'llama.rope.dimension_count': width / heads,
    'llama.vocab_size': tokens.length,
    'general.file_type': 0,
    'tokenizer.ggml.bos_token_id': 1,
    'tokenizer.ggml.eos_token_id': 2,
    'tokenizer.ggml.unknown_token_id': 0,
  };
  const about = [
    pair('general.architecture', kinds.text, text('llama')),
    pair('general.name', kinds.text, text(name)),
    pair('llama.attention.layer_norm_rms_epsilon', kinds.f32, f32(1e-5)),
    pair('tokenizer.ggml.model', kinds.text, text('llama')),
    ...Object.entries(numbers).map(([key, value]) => pair(key, kinds.u32, u32(value))),
    list('tokenizer.ggml.tokens', kinds.text, tokens.map(text)),
    list(
      'tokenizer.ggml.scores',
      kinds.f32,
      tokens.map(() => f32(0)),
    ),
    list('tokenizer.ggml.token_type', kinds.i32, types.map(i32)),
  ];
  const tensors = weights(tokens.length);
  let offset = 0;
  const infos = tensors.map((tensor) => {
    const sizes = Buffer.concat(tensor.shape.map(u64));
    const info = Buffer.concat([text(tensor.name), u32(tensor.shape.length), sizes, u32(0), u64(offset)]);
    offset += padded(tensor.data).length;
    return info;
  });
  const head = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(about.length), ...about, ...infos];
  return Buffer.concat([padded(Buffer.concat(head)), ...tensors.map(({ data }) => padded(data))]);
}

type Weights = { readonly name: string; readonly shape: readonly number[]; readonly data: Buffer };

function weights(vocabulary: number): Weights[] {
  let seed = 7;
  const random = () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return (seed / 2 ** 32 - 0.5) * 0.17;
  };
  const filled = (tensor: string, shape: readonly number[], value: () => number): Weights => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { name: tensor, shape, data: Buffer.from(Float32Array.from({ length: count }, value).buffer) };
  };
  const table = (tensor: string, ...shape: number[]) => filled(tensor, shape, random);
  const ones = (tensor: string) => filled(tensor, [width], () => 1);
  const layer = (n: number) => [
    ones(`blk.${n}.attn_norm.weight`),
    ones(`blk.${n}.ffn_norm.weight`),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((part) => table(`blk.${n}.${part}.weight`, width, width)),
    table(`blk.${n}.ffn_gate.weight`, width, inner),
    table(`blk.${n}.ffn_up.weight`, width, inner),
    table(`blk.${n}.ffn_down.weight`, inner, width),
  ];
  return [
    table('token_embd.weight', width, vocabulary),
    ones('output_norm.weight'),
    table('output.weight', width, vocabulary),
    ...Array.from({ length: layers }, (_, n) => layer(n)).flat(),
  ];
}

function bytes(length: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(length);
  write(buffer);
  return buffer;
}

/** Everything in the file begins at a multiple of 32. */
const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((32 - (data.length % 32)) % 32)]);
