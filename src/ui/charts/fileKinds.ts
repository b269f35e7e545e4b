/** What a figure is saved as. */
export type FileKind = 'CSV' | 'SVG' | 'PNG';
export const FILE_KINDS: readonly FileKind[] = ['CSV', 'SVG', 'PNG'];
