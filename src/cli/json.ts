/** Numbers as nested lists, for JSON that other programs read. */
export { type Nested, nested } from '../optimizerFile/nested';
