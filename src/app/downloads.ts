/** Bytes and text to the person's disk. */

/** Offers `data` for saving under `fileName`. */
export function saveFile(
  data: BlobPart,
  fileName: string,
  type = 'application/octet-stream',
): void {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has begun to read by the next turn of its loop at the latest in a few seconds.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes: "LSTM, my own" becomes "lstm-my-own.safetensors". */
export function optimizerFileName(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${slug || 'optimizer'}.safetensors`;
}
