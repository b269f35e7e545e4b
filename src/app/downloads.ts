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
