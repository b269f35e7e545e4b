/**
 * The files that were dropped: a folder counts as the files in it. Has to be called while the event is handled; a
 * browser forgets what was dropped right after.
 */
export async function droppedFiles(dropped: DataTransfer): Promise<File[]> {
  const plain = [...dropped.files];
  const folders = [...dropped.items]
    .map((item) => item.webkitGetAsEntry?.() ?? null)
    .filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true);
  if (folders.length === 0) return plain;
  const names = new Set(folders.map(({ name }) => name));
  const inside = await Promise.all(folders.map(filesIn));
  // A folder is among the plain files, too, as a file that cannot be read.
  return [...plain.filter(({ name }) => !names.has(name)), ...inside.flat()];
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader gives some at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    entries.push(...some);
  }
  return Promise.all(
    entries
      .filter((entry): entry is FileSystemFileEntry => entry.isFile)
      .map((entry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))),
  );
}
