/** Hands a file to whoever sits here, where their browser or desktop puts what it saves. */
export function save(name: string, parts: BlobPart[], type = 'text/plain'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
